using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Flags;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Reading;

/// <summary>Agree or disagree in two keys, with a reason and a comment for who wants to give them; undone from the message below.</summary>
public sealed partial class JudgePanel(FlagService flags, ISnackbar snackbar)
{
    private FlagOpinion? opinion;
    private FlagLabel? label;
    private string? code;
    private string comment = "";
    private string? refused;
    private bool saving;

    [Parameter, EditorRequired]
    public FilmRecord Record { get; set; } = null!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    /// <summary>The numbers mean reasons now.</summary>
    public bool IsAsking => opinion is FlagOpinion.Disagree;

    private bool Ready => opinion is FlagOpinion.Agree || code is not null;

    private FlagLabel ModelSays => Wording.CallOf(Record.Result!.Call) is Call.Suggestive ? FlagLabel.Pneumonia : FlagLabel.Normal;

    private IEnumerable<((string Code, string Words) Reason, int Number)> Reasons => FlagReasons.All
        .Where(r => r.Code != (ModelSays is FlagLabel.Pneumonia ? "missed-opacity" : "no-opacity"))
        .Select((reason, i) => (reason, i + 1));

    /// <summary>The page's keys: a, d, Enter, Escape and the numbers of the reasons.</summary>
    public async Task OnKeyAsync(string key)
    {
        switch (key)
        {
            case "a": Choose(FlagOpinion.Agree); break;
            case "d": Choose(FlagOpinion.Disagree); break;
            case "Escape": Forget(); break;
            case "Enter" when Ready: await SaveAsync(); break;
            case [var digit] when opinion is FlagOpinion.Disagree && digit is >= '1' and <= '9':
                if (Reasons.FirstOrDefault(r => r.Number == digit - '0') is { Reason.Code: { } reason })
                {
                    Because(reason);
                    await SaveAsync();
                }

                break;
        }

        StateHasChanged();
    }

    private void Choose(FlagOpinion chosen) => (opinion, label, code, refused) = (chosen, null, null, null);

    private void Because(string reason)
    {
        code = reason;
        var other = ModelSays is FlagLabel.Pneumonia ? FlagLabel.Normal : FlagLabel.Pneumonia;
        label = reason switch
        {
            "wrong-map" => ModelSays,
            "poor-film" or "other" => null,
            _ => other,
        };
    }

    private void Forget() => (opinion, label, code, comment, refused) = (null, null, null, "", null);

    private async Task SaveAsync()
    {
        if (saving || opinion is not { } chosen) return;
        saving = true;
        try
        {
            var reader = Reader.From((await Authentication).User);
            var draft = new FlagDraft(KebabEnum.Text(chosen), label is { } seen ? KebabEnum.Text(seen) : null, code, comment);
            var raised = await flags.RaiseAsync(Record.Film.Id, draft, reader, CancellationToken.None);
            if (raised.IsRefused)
            {
                refused = raised.Refusal.Sentence;
                return;
            }

            Forget();
            Confirm(raised.Value, reader);
        }
        finally
        {
            saving = false;
        }

        await OnChanged.InvokeAsync();
    }

    private void Confirm(Flag flag, Reader reader) => snackbar.Add(
        flag.Opinion is FlagOpinion.Agree ? "You agree with this result." : "You disagree with this result.",
        Severity.Normal,
        message =>
        {
            message.Action = "Undo";
            message.OnClick = async _ =>
            {
                await flags.WithdrawAsync(flag.FilmId, flag.Id, reader, CancellationToken.None);
                await InvokeAsync(OnChanged.InvokeAsync);
            };
        });
}
