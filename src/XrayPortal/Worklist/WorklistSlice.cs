namespace XrayPortal.Worklist;

internal static class WorklistSlice
{
    public static IServiceCollection AddWorklist(this IServiceCollection services) => services.AddSingleton<WorklistSearch>().AddScoped<SearchMemory>();
}
