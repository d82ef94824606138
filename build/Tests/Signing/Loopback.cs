// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Net;
using System.Net.Sockets;

namespace PvDrivers.Tests.Signing;

/// <summary>An HTTP server on the loopback address that answers each request by a function.</summary>
internal sealed class Loopback : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<LoopbackRequest, LoopbackAnswer> _answer;
    private int _count;

    public Loopback(Func<LoopbackRequest, LoopbackAnswer> answer)
    {
        _answer = answer;
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        // Threads of its own: the pool may be full of tests that wait for these very answers.
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public Uri Address { get; }

    public int Count => _count;

    /// <summary>An address at which nothing listens.</summary>
    public static Uri Nobody() => new($"http://127.0.0.1:{FreePort()}/");

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private void Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = _listener.GetContext();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            new Thread(() => Handle(context)) { IsBackground = true }.Start();
        }
    }

    private void Handle(HttpListenerContext context)
    {
        using MemoryStream body = new();
        context.Request.InputStream.CopyTo(body);
        LoopbackAnswer answer = _answer(new LoopbackRequest(Interlocked.Increment(ref _count), context.Request.HttpMethod,
            context.Request.Url!, context.Request.Headers["Authorization"], body.ToArray()));
        try
        {
            context.Response.StatusCode = answer.Status;
            foreach ((string name, string value) in answer.Headers)
                context.Response.Headers[name] = value;
            context.Response.ContentType = answer.ContentType;
            context.Response.Close(answer.Body, willBlock: false);
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went away, which is what some tests are about.
        }
    }
}

internal sealed record LoopbackRequest(int Number, string Method, Uri Url, string? Authorization, byte[] Body);

internal sealed record LoopbackAnswer(int Status, string ContentType, byte[] Body)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
