// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// The two requests of Key Vault's REST interface that signing needs. Tried again: no connection, time-outs, 429 and
/// 5xx, after the time that Retry-After states. A token is sent to the vault that was named and never printed.
/// </summary>
internal sealed class KeyVaultClient : IDisposable
{
    public const string Name = "Azure Key Vault";
    private const string ApiVersion = "api-version=7.4";
    private const int MaximumAnswerBytes = 1 << 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly KeyVaultOptions _options;
    private readonly TokenCredential _credential;
    private readonly HttpClient _http;

    public KeyVaultClient(KeyVaultOptions options)
    {
        if (!options.Vault.IsAbsoluteUri || (options.Vault.Scheme != "https" && !options.Vault.IsLoopback))
            throw new UsageException($"{options.Vault} is no vault, expected an address such as https://name.vault.azure.net");
        _options = options;
        _credential = options.Credential ?? new DefaultAzureCredential();
        // A redirect would carry the token to another host.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = MaximumAnswerBytes,
        };
    }

    public JsonElement Get(Uri address) => Ask(HttpMethod.Get, address, null);

    public JsonElement Post(Uri address, string json) => Ask(HttpMethod.Post, address, json);

    /// <summary>A string that the answer has to have.</summary>
    public string Text(JsonElement answer, string property) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(property, out JsonElement value)
        && value.ValueKind == JsonValueKind.String && value.GetString() is { } text
            ? text
            : throw Failed(_options.Vault, $"an answer without \"{property}\"", []);

    public void Dispose() => _http.Dispose();

    private JsonElement Ask(HttpMethod method, Uri address, string? json)
    {
        List<string> failures = [];
        TimeSpan delay = _options.FirstDelay;
        for (int attempt = 1; ; attempt++, delay *= 2)
        {
            (JsonElement? answer, string problem, TimeSpan? retry) = AskOnce(method, address, json);
            if (answer is { } value)
                return value;
            failures.Add($"try {attempt}: {problem}");
            if (retry is not { } stated || attempt >= _options.Attempts)
                throw Failed(address, problem, failures);
            TimeSpan wait = stated > delay ? stated : delay;
            _options.Cancellation.WaitHandle.WaitOne(wait < LongestWait ? wait : LongestWait);
            _options.Cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Retry is null where another try would bring the same, else the least time to wait.</summary>
    private (JsonElement? Answer, string Problem, TimeSpan? Retry) AskOnce(HttpMethod method, Uri address, string? json)
    {
        using HttpRequestMessage request = new(method, new Uri($"{address}?{ApiVersion}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage response = _http.Send(request, _options.Cancellation);
            using StreamReader reader = new(response.Content.ReadAsStream(_options.Cancellation), Encoding.UTF8);
            string body = reader.ReadToEnd();
            if (response.IsSuccessStatusCode)
                return (Parse(body) ?? throw Failed(address, "an answer that is no JSON", []), "", null);
            bool transient = (int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.TooManyRequests;
            return (null, Describe(response, body), transient ? response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero : null);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return (null, error.Message, TimeSpan.Zero);
        }
        catch (OperationCanceledException) when (!_options.Cancellation.IsCancellationRequested)
        {
            return (null, $"no answer within {_options.Timeout.TotalSeconds:0.###} s", TimeSpan.Zero);
        }
    }

    private string Token()
    {
        // https://name.vault.azure.net -> https://vault.azure.net/.default, and alike in the national clouds.
        string host = _options.Vault.Host;
        string service = host.Contains('.', StringComparison.Ordinal) ? host[(host.IndexOf('.', StringComparison.Ordinal) + 1)..] : host;
        try
        {
            return _credential.GetToken(new TokenRequestContext([$"https://{service}/.default"]), _options.Cancellation).Token;
        }
        catch (AuthenticationFailedException error)
        {
            throw new UsageException($"{Name}: nobody is signed in to Azure ({FirstLine(error.Message)}): run az login, or set " +
                "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or a federated token");
        }
    }

    // {"error":{"code":"Forbidden","message":"...","innererror":{"code":"ForbiddenByRbac"}}}
    private static string Describe(HttpResponseMessage response, string body)
    {
        string head = $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}";
        if (Parse(body) is not { ValueKind: JsonValueKind.Object } answer || !answer.TryGetProperty("error", out JsonElement error)
            || error.ValueKind != JsonValueKind.Object)
            return head;
        string code = error.TryGetProperty("code", out JsonElement c) ? c.ToString() : "";
        string inner = error.TryGetProperty("innererror", out JsonElement i) && i.ValueKind == JsonValueKind.Object
            && i.TryGetProperty("code", out JsonElement ic) ? $"/{ic}" : "";
        string message = error.TryGetProperty("message", out JsonElement m) ? FirstLine(m.ToString()) : "";
        return $"{head}: {code}{inner}: {message}";
    }

    private static JsonElement? Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

    private static ToolFailedException Failed(Uri address, string problem, IReadOnlyList<string> failures) =>
        new(Name, [address.ToString()], "the network", 1, problem, failures);
}
