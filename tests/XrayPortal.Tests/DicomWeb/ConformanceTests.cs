using System.Globalization;
using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.DicomWeb;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Codecs;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Pacs;
using XrayPortal.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.DicomWeb.DicomWebClient;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>Walks docs/conformance.md: each table against the program, each resource by a call, each object that it says is taken or not by sending one.</summary>
public sealed class ConformanceTests(PortalHost portal) : IClassFixture<PortalHost>
{
    private static readonly string[] page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "conformance.md"));

    [Fact]
    public async Task SopClasses_EachOne_IsTakenOrRefusedAsThePageSays()
    {
        using var radiologist = await portal.ClientAsync(Roles.Radiologist);
        var instance = 100;
        foreach (var row in Table("SOP class"))
        {
            var film = Film(30, ++instance).Text(DicomTag.SopClassUid, "UI", row[1]);
            if (row[2] == "no") film.Without(DicomTag.Rows).Without(DicomTag.Columns).Without(DicomTag.PixelData);

            using var answer = await radiologist.StoreAsync(film.Build());

            Assert.Equal(row[2] == "yes" ? [] : [0x0122], (await answer.JsonAsync()).Failures());
        }
    }

    [Fact]
    public async Task TransferSyntaxes_EachOne_IsReadOrRefusedAsThePageSays()
    {
        var rows = Table("UID");
        Assert.Equal(DicomTransferSyntax.All.Select(s => s.Uid).Order(StringComparer.Ordinal), rows.Select(r => r[0]).Order(StringComparer.Ordinal));
        using var radiologist = await portal.ClientAsync(Roles.Radiologist);
        var instance = 200;
        foreach (var row in rows)
        {
            var syntax = DicomTransferSyntax.Parse(row[0]);
            Assert.Equal((syntax.Name, syntax.IsSupported ? "yes" : "no"), (row[1], row[2]));
            if (syntax.IsSupported) Assert.Equal(WadoForms.FrameTypeOf(syntax.Uid), row[3]);
            if (!syntax.IsEncapsulated) continue; // their files differ in more than a label

            using var answer = await radiologist.StoreAsync(Film(31, ++instance).Encapsulated(syntax.Uid, [[1, 2, 3, 4]]).Build());

            // Where the system lacks a library, its syntaxes are refused for that reason.
            var failures = (await answer.JsonAsync()).Failures();
            if (failures is not [0xC123] || DicomCodecs.MissingPackages.Count == 0) Assert.Equal(syntax.IsSupported ? [] : [0xC122], failures);
        }
    }

    [Fact]
    public async Task Resources_EachOne_AnswersAsThePageSays()
    {
        var rows = Table("method");
        var policies = portal.Get<IAuthorizationPolicyProvider>();
        var mapped = new List<string>();
        foreach (var endpoint in portal.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.RoutePattern.RawText?.StartsWith("/dicom-web", StringComparison.Ordinal) != true) continue;
            var policy = await policies.GetPolicyAsync(endpoint.Metadata.GetRequiredMetadata<IAuthorizeData>().Policy!);
            var roles = policy!.Requirements.OfType<RolesAuthorizationRequirement>().Single().AllowedRoles;
            mapped.Add($"{endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0]} {endpoint.RoutePattern.RawText} {string.Join(", ", roles)}");
        }

        Assert.Equal(mapped.Order(StringComparer.Ordinal), rows.Select(row => $"{row[0]} {row[1]} {row[3]}").Order(StringComparer.Ordinal));

        using var radiologist = await portal.ClientAsync(Roles.Radiologist);
        foreach (var row in rows.OrderByDescending(row => row[0])) // POST first
        {
            var address = row[1].Replace("{study}", Study(32), StringComparison.Ordinal).Replace("{series}", Series(32), StringComparison.Ordinal)
                .Replace("{instance}", Instance(32, 1), StringComparison.Ordinal).Replace("{frames}", "1", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new HttpMethod(row[0]), new Uri(address, UriKind.Relative));
            if (row[0] == "POST") request.Content = Parts(Film(32, 1).Build());

            using var answer = await radiologist.SendAsync(request);

            Assert.Equal((row[1], HttpStatusCode.OK), (row[1], answer.StatusCode));
            Assert.StartsWith(row[2], answer.Content.Headers.ContentType?.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Objects_SentToArchives_AreOfTheClassesOfThePage()
    {
        DicomUID[] classes = [DicomUID.SecondaryCaptureImageStorage, DicomUID.ComprehensiveSRStorage, DicomUID.EncapsulatedPDFStorage];

        Assert.Equal(
            classes.Select(one => $"{one.Name} {one.Uid}"),
            Table("object sent").Where(row => row[2].Length > 0).Select(row => $"{row[1]} {row[2]}"));
        Assert.Equal(Enum.GetValues<ResultObjectKind>().Length, Table("object sent").Count);
    }

    [Fact]
    public void FailureReasons_Table_IsThatOfTheProgram() => Assert.Equal(
        StowFailures.Reasons.Select(reason => $"{reason.Value:X4} {reason.Key}").Order(StringComparer.Ordinal),
        Table("reason").Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal));

    [Fact]
    public void Refusals_Table_IsThatOfTheProgram()
    {
        var refusals = typeof(DicomWebRefusals).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => field.GetValue(null)).OfType<Refusal>()
            .Concat([DicomWebRefusals.TooManyInstances(1), DicomWebRefusals.Query(""), DicomWebRefusals.NotAcceptable("")]);

        Assert.Equal(
            refusals.Select(refusal => $"{refusal.Code} {Problems.Status(refusal.Kind)}").Order(StringComparer.Ordinal),
            Table("code").Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Matching_Table_IsThatOfTheProgram()
    {
        var rows = Table("attribute");

        Assert.Equal(QidoMatching.Supported.Keys.Order(StringComparer.Ordinal), rows.Select(row => row[0]).Order(StringComparer.Ordinal));
        Assert.All(rows, row =>
        {
            Assert.True(DicomDictionary.TryFind(row[0], out var tag));
            Assert.Equal(row[1], $"{tag.Group:X4}{tag.Element:X4}");
        });
    }

    [Fact]
    public async Task CharacterSets_EachOne_IsReadAsThePageSays()
    {
        using var radiologist = await portal.ClientAsync(Roles.Radiologist);
        var instance = 0;
        foreach (var row in Table("term"))
        {
            var film = Film(33, ++instance).Text(new DicomTag(0x0008, 0x0005), "CS", row[0])
                .Raw(DicomTag.PatientId, "LO", Padded([.. row[1].Split(' ').Select(pair => byte.Parse(pair, NumberStyles.HexNumber, CultureInfo.InvariantCulture))]));
            (await radiologist.StoreAsync(film.Build())).EnsureSuccessStatusCode();

            using var metadata = await radiologist.FetchAsync($"studies/{Study(33)}/series/{Series(33)}/instances/{Instance(33, instance)}/metadata");

            Assert.Equal((row[0], row[2]), (row[0], (await metadata.JsonAsync())[0].Text("00100020")));
        }
    }

    [Fact]
    public void Limits_EachOne_IsThatOfTheProgram() => Assert.All(Table("limit"), row =>
        Assert.Equal((row[2], row[1].Replace(",", "", StringComparison.Ordinal)), (row[2], ValueOf(row[2]))));

    private static string ValueOf(string name)
    {
        var (owner, member) = (name.Split(':', '.')[0], name.Split(':', '.')[1]);
        object? value = owner switch
        {
            "DicomWeb" => typeof(DicomWebOptions).GetProperty(member)!.GetValue(new DicomWebOptions()),
            "Films" => typeof(FilmOptions).GetProperty(member)!.GetValue(new FilmOptions()),
            "DicomLimits" => typeof(DicomLimits).GetProperty(member)!.GetValue(DicomLimits.Header),
            "PullService" => typeof(PullService).GetField(member)!.GetValue(null),
            "QidoQuery" => typeof(QidoQuery).GetField(member)!.GetValue(null),
            _ => throw new ArgumentException($"Nothing is known of {owner}."),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{value}");
    }

    private static byte[] Padded(byte[] value) => value.Length % 2 == 0 ? value : [.. value, (byte)' '];

    /// <summary>Rows of the one table whose first column has this title, without the marks of code.</summary>
    private static List<string[]> Table(string firstTitle)
    {
        var at = Array.FindIndex(page, line => line.StartsWith($"| {firstTitle} |", StringComparison.Ordinal));
        Assert.True(at >= 0, $"docs/conformance.md has no table that begins with {firstTitle}.");
        var rows = page.Skip(at + 2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray()).ToList();
        Assert.NotEmpty(rows);
        return rows;
    }
}
