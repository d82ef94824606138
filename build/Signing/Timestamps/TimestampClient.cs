// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Timestamps;

/// <summary>
/// Asks timestamp authorities over HTTP (RFC 3161, 3.4) until one gives a token that holds. What may pass is tried again
/// (no connection, time-outs, 408, 429, 5xx); an answer that is wrong is not, the next server is asked instead.
/// </summary>
public sealed class TimestampClient : ITimestampAuthority, IDisposable
{
    private const int MaximumResponseBytes = 1 << 20;
    private const int NonceBytes = 8;

    private readonly TimestampOptions _options;
    private readonly HttpClient _http;
    private volatile int _preferred;

    public TimestampClient(TimestampOptions options)
    {
        if (options.Servers.Count == 0)
            throw new UsageException("no timestamp server was given, expected at least one http:// or https:// address");
        foreach (Uri server in options.Servers)
            if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https"))
                throw new UsageException($"{server} is no timestamp server, expected an http:// or https:// address");
        _options = options;
        _http = new HttpClient { Timeout = options.Timeout, MaxResponseContentBufferSize = MaximumResponseBytes };
    }

    public byte[] Confirm(ReadOnlySpan<byte> signature)
    {
        byte[] octets = signature.ToArray();
        List<string> failures = [];
        int first = _preferred;
        for (int i = 0; i < _options.Servers.Count; i++)
        {
            int index = (first + i) % _options.Servers.Count;
            if (Ask(_options.Servers[index], octets, failures) is { } token)
            {
                _preferred = index;
                return token;
            }
        }
        throw new ToolFailedException("RFC 3161 timestamp", [.. _options.Servers.Select(s => s.ToString())], "the network", 1,
            "no server gave a timestamp that holds; nothing was signed with an unconfirmed time", failures);
    }

    public void Dispose() => _http.Dispose();

    private byte[]? Ask(Uri server, byte[] signature, List<string> failures)
    {
        TimeSpan delay = _options.FirstDelay;
        for (int attempt = 1; attempt <= _options.Attempts; attempt++, delay *= 2)
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            (byte[]? token, string problem, bool transient) = AskOnce(server, signature);
            if (token is not null)
                return token;
            failures.Add($"{server}, try {attempt}: {problem}");
            if (!transient)
                return null;
            if (attempt < _options.Attempts)
                _options.Cancellation.WaitHandle.WaitOne(delay);
        }
        return null;
    }

    private (byte[]? Token, string Problem, bool Transient) AskOnce(Uri server, byte[] signature)
    {
        TimestampExchange exchange = new(signature, _options.Digest, RandomNumberGenerator.GetBytes(NonceBytes));
        try
        {
            using HttpRequestMessage message = new(HttpMethod.Post, server);
            message.Content = new ByteArrayContent(exchange.Request);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using HttpResponseMessage response = _http.Send(message, _options.Cancellation);
            if (!response.IsSuccessStatusCode)
                return (null, $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}", IsTransient(response.StatusCode));
            using Stream body = response.Content.ReadAsStream(_options.Cancellation);
            using MemoryStream bytes = new();
            body.CopyTo(bytes);
            (byte[]? token, string problem) = exchange.Accept(bytes.ToArray(), _options);
            return (token, problem, false);
        }
        catch (HttpRequestException error)
        {
            return (null, error.Message, true);
        }
        catch (IOException error)
        {
            return (null, error.Message, true);
        }
        catch (OperationCanceledException) when (!_options.Cancellation.IsCancellationRequested)
        {
            return (null, $"no answer within {_options.Timeout.TotalSeconds:0.###} s", true);
        }
    }

    private static bool IsTransient(HttpStatusCode code) => (int)code >= 500
        || code is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
}
