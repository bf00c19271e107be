using Microsoft.AspNetCore.Authorization;

namespace XrayPortal.Accounts;

/// <summary>What a role may do; pages and endpoints name these, never roles.</summary>
public static class Policies
{
    public const string MayUpload = nameof(MayUpload);
    public const string MayRead = nameof(MayRead);
    public const string MayFetchDicom = nameof(MayFetchDicom);
    public const string MayFlag = nameof(MayFlag);
    public const string MayDownloadReports = nameof(MayDownloadReports);
    public const string MayAdminister = nameof(MayAdminister);
    public const string MayAudit = nameof(MayAudit);

    /// <summary>Anyone who is signed in, whatever the role.</summary>
    public const string SignedIn = nameof(SignedIn);

    private static readonly string[] readers =
        [Roles.Radiologist, Roles.Clinician, Roles.Adjudicator, Roles.Administrator];

    internal static void Configure(AuthorizationOptions options)
    {
        options.AddPolicy(MayUpload, p => p.RequireRole(Roles.Radiologist));
        options.AddPolicy(MayRead, p => p.RequireRole(readers));
        options.AddPolicy(MayFetchDicom, p => p.RequireRole(Roles.Radiologist, Roles.Clinician, Roles.Adjudicator));
        options.AddPolicy(MayFlag, p => p.RequireRole(Roles.Radiologist, Roles.Adjudicator));
        options.AddPolicy(MayDownloadReports, p => p.RequireRole(readers));
        options.AddPolicy(MayAdminister, p => p.RequireRole(Roles.Administrator));
        options.AddPolicy(MayAudit, p => p.RequireRole(Roles.Auditor, Roles.Administrator));
        options.AddPolicy(SignedIn, p => p.RequireAuthenticatedUser());

        // Default deny: what names no policy is closed to everyone who is not signed in.
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
    }
}
