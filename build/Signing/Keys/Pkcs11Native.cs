// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.InteropServices;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// The functions of a PKCS#11 library that signing needs (OASIS PKCS #11 v2.40). CK_ULONG is the platform's unsigned
/// long, and on Windows structures are packed to one byte; nothing else differs between systems.
/// </summary>
internal sealed class Pkcs11Native
{
    /// <summary>Places of the functions in CK_FUNCTION_LIST, in the order of pkcs11f.h.</summary>
    private const int InitializePlace = 0;
    private const int SlotListPlace = 4;
    private const int TokenInfoPlace = 6;
    private const int OpenSessionPlace = 12;
    private const int CloseSessionPlace = 13;
    private const int LoginPlace = 18;
    private const int AttributeValuePlace = 24;
    private const int FindInitPlace = 26;
    private const int FindPlace = 27;
    private const int FindFinalPlace = 28;
    private const int SignInitPlace = 42;
    private const int SignPlace = 43;

    private readonly string _module;

    public Pkcs11Native(string module)
    {
        _module = module;
        if (!NativeLibrary.TryLoad(module, out nint library))
            throw new UsageException($"{module} does not load as a library: check the path, and that it is for this machine " +
                $"({RuntimeInformation.ProcessArchitecture})");
        if (!NativeLibrary.TryGetExport(library, "C_GetFunctionList", out nint entry))
            throw new UsageException($"{module} has no C_GetFunctionList, expected a PKCS#11 library");
        Check(Marshal.GetDelegateForFunctionPointer<GetFunctionListCall>(entry)(out nint list), "C_GetFunctionList");
        // CK_FUNCTION_LIST begins with a CK_VERSION of two bytes.
        nint first = list + (OperatingSystem.IsWindows() ? 2 : nint.Size);
        T At<T>(int place) => Marshal.GetDelegateForFunctionPointer<T>(Marshal.ReadIntPtr(first, place * nint.Size));
        Initialize = At<InitializeCall>(InitializePlace);
        GetSlotList = At<SlotListCall>(SlotListPlace);
        GetTokenInfo = At<TokenInfoCall>(TokenInfoPlace);
        OpenSession = At<OpenSessionCall>(OpenSessionPlace);
        CloseSession = At<SessionCall>(CloseSessionPlace);
        Login = At<LoginCall>(LoginPlace);
        GetAttributeValue = At<TemplateCall>(AttributeValuePlace);
        FindObjectsInit = At<FindInitCall>(FindInitPlace);
        FindObjects = At<FindCall>(FindPlace);
        FindObjectsFinal = At<SessionCall>(FindFinalPlace);
        SignInit = At<SignInitCall>(SignInitPlace);
        Sign = At<SignCall>(SignPlace);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate CULong GetFunctionListCall(out nint list);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong InitializeCall(nint arguments);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong SlotListCall(byte tokenPresent, [In, Out] CULong[]? slots, ref CULong count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong TokenInfoCall(CULong slot, byte[] info);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong OpenSessionCall(CULong slot, CULong flags, nint application, nint notify, out CULong session);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong SessionCall(CULong session);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong LoginCall(CULong session, CULong user, byte[] pin, CULong length);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong TemplateCall(CULong session, CULong handle, nint template, CULong count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong FindInitCall(CULong session, nint template, CULong count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong FindCall(CULong session, [In, Out] CULong[] handles, CULong most, out CULong count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong SignInitCall(CULong session, nint mechanism, CULong key);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate CULong SignCall(CULong session, byte[] data, CULong length, [In, Out] byte[] signature, ref CULong room);

    public InitializeCall Initialize { get; }

    public SlotListCall GetSlotList { get; }

    public TokenInfoCall GetTokenInfo { get; }

    public OpenSessionCall OpenSession { get; }

    public SessionCall CloseSession { get; }

    public LoginCall Login { get; }

    public TemplateCall GetAttributeValue { get; }

    public FindInitCall FindObjectsInit { get; }

    public FindCall FindObjects { get; }

    public SessionCall FindObjectsFinal { get; }

    public SignInitCall SignInit { get; }

    public SignCall Sign { get; }

    /// <summary>CKR_OK, or an error that names function and code.</summary>
    public void Check(CULong result, string function)
    {
        ulong code = result.Value;
        if (code == 0)
            return;
        throw new ToolFailedException($"PKCS#11 {function}", [_module], "the token", checked((int)(uint)code & int.MaxValue),
            Pkcs11Codes.NameOf(code), Pkcs11Codes.RemedyFor(code) is { } remedy ? [remedy] : []);
    }
}
