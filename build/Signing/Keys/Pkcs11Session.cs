// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>A token that is logged in to, and a session for each signature that is being made at one time.</summary>
internal sealed class Pkcs11Session : IDisposable
{
    private const int TokenInfoRoom = 512;
    private const int LabelLength = 32;
    private const int MostObjects = 64;
    private static readonly CULong SerialSession = new(4);
    private static readonly CULong User = new(1);
    private static readonly CULong ContextSpecific = new(2);

    private readonly Pkcs11Native _native;
    private readonly CULong _slot;
    private readonly CULong _first;
    private readonly Secret _pin;
    private readonly ConcurrentBag<CULong> _idle = [];

    public Pkcs11Session(Pkcs11Native native, Pkcs11Options options)
    {
        _native = native;
        _pin = options.Pin;
        Initialize();
        _slot = FindSlot(options);
        // The login belongs to the application as long as one session stays open.
        _native.Check(_native.OpenSession(_slot, SerialSession, 0, 0, out _first), "C_OpenSession");
        Login(_first, User);
    }

    public IReadOnlyList<CULong> Find(params ReadOnlySpan<(uint Type, byte[]? Value, int Room)> wanted)
    {
        using Pkcs11Template template = new(wanted);
        _native.Check(_native.FindObjectsInit(_first, template.Address, new CULong((nuint)template.Count)), "C_FindObjectsInit");
        CULong[] handles = new CULong[MostObjects];
        CULong result = _native.FindObjects(_first, handles, new CULong(MostObjects), out CULong count);
        _native.FindObjectsFinal(_first);
        _native.Check(result, "C_FindObjects");
        return handles[..(int)count.Value];
    }

    /// <summary>Value of an attribute; null where the object has none.</summary>
    public byte[]? Attribute(CULong handle, uint type)
    {
        int length;
        using (Pkcs11Template question = new((type, null, 0)))
        {
            ulong code = _native.GetAttributeValue(_first, handle, question.Address, new CULong(1)).Value;
            if (code is Pkcs11Codes.AttributeTypeInvalid or Pkcs11Codes.AttributeSensitive)
                return null;
            _native.Check(new CULong((nuint)code), "C_GetAttributeValue");
            length = question.Length(0);
        }
        if (length <= 0)
            return null;
        using Pkcs11Template answer = new((type, null, length));
        _native.Check(_native.GetAttributeValue(_first, handle, answer.Address, new CULong(1)), "C_GetAttributeValue");
        return answer.Read(0);
    }

    /// <summary>CKM_RSA_PKCS over an encoded DigestInfo.</summary>
    public byte[] Sign(CULong key, byte[] digestInfo, int signatureSize, bool alwaysAuthenticate)
    {
        CULong session = Rent();
        bool sound = false;
        try
        {
            using Pkcs11Template mechanism = new((Pkcs11Codes.RsaPkcsMechanism, null, 0));
            _native.Check(_native.SignInit(session, mechanism.Address, key), "C_SignInit");
            if (alwaysAuthenticate)
                Login(session, ContextSpecific);
            byte[] signature = new byte[signatureSize];
            CULong room = new((nuint)signature.Length);
            _native.Check(_native.Sign(session, digestInfo, new CULong((nuint)digestInfo.Length), signature, ref room), "C_Sign");
            sound = true;
            return signature[..(int)room.Value];
        }
        finally
        {
            // A session in which something failed may still have a signature under way.
            if (sound)
                _idle.Add(session);
            else
                _native.CloseSession(session);
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out CULong session))
            _native.CloseSession(session);
        _native.CloseSession(_first);
    }

    private CULong Rent()
    {
        if (_idle.TryTake(out CULong idle))
            return idle;
        _native.Check(_native.OpenSession(_slot, SerialSession, 0, 0, out CULong session), "C_OpenSession");
        return session;
    }

    private void Initialize()
    {
        // CK_C_INITIALIZE_ARGS: four mutex functions, flags, reserved. CKF_OS_LOCKING_OK: several threads will call.
        int size = 4 * nint.Size + Marshal.SizeOf<CULong>() + nint.Size;
        nint arguments = Marshal.AllocHGlobal(size);
        try
        {
            Marshal.Copy(new byte[size], 0, arguments, size);
            Marshal.WriteByte(arguments, 4 * nint.Size, 2);
            CULong result = _native.Initialize(arguments);
            if (result.Value != Pkcs11Codes.AlreadyInitialized)
                _native.Check(result, "C_Initialize");
        }
        finally
        {
            Marshal.FreeHGlobal(arguments);
        }
    }

    private CULong FindSlot(Pkcs11Options options)
    {
        CULong count = new(0);
        _native.Check(_native.GetSlotList(1, null, ref count), "C_GetSlotList");
        CULong[] slots = new CULong[(int)count.Value];
        _native.Check(_native.GetSlotList(1, slots, ref count), "C_GetSlotList");
        List<(CULong Slot, string Label)> tokens = [.. slots.Take((int)count.Value).Select(s => (s, LabelOf(s)))];
        List<(CULong Slot, string Label)> fitting = [.. tokens.Where(t => options.Token is null || t.Label == options.Token)];
        if (options.Token is null && fitting.Count > 1)
            fitting.RemoveAll(t => t.Label.Length == 0);
        return fitting.Count == 1
            ? fitting[0].Slot
            : throw new UsageException($"{options.Module}: {fitting.Count} tokens {(options.Token is null ? "" : $"called '{options.Token}' ")}" +
                $"present, expected one; there {(tokens.Count == 1 ? "is" : "are")} {string.Join(", ", tokens.Select(t => $"'{t.Label}'"))}");
    }

    private string LabelOf(CULong slot)
    {
        byte[] info = new byte[TokenInfoRoom];
        return _native.GetTokenInfo(slot, info).Value == 0 ? Encoding.UTF8.GetString(info, 0, LabelLength).TrimEnd() : "";
    }

    private void Login(CULong session, CULong user)
    {
        byte[] pin = Encoding.UTF8.GetBytes(_pin.Reveal());
        CULong result = _native.Login(session, user, pin, new CULong((nuint)pin.Length));
        Array.Clear(pin);
        if (result.Value != Pkcs11Codes.UserAlreadyLoggedIn)
            _native.Check(result, "C_Login");
    }
}
