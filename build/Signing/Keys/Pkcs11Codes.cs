// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Signing.Keys;

/// <summary>Constants of pkcs11t.h that signing meets, and what to do about the commoner failures.</summary>
internal static class Pkcs11Codes
{
    public const uint UserAlreadyLoggedIn = 0x100;
    public const uint AlreadyInitialized = 0x191;
    public const uint AttributeTypeInvalid = 0x12;
    public const uint AttributeSensitive = 0x11;

    public const uint ClassAttribute = 0x0;
    public const uint LabelAttribute = 0x3;
    public const uint ValueAttribute = 0x11;
    public const uint KeyTypeAttribute = 0x100;
    public const uint IdAttribute = 0x102;
    public const uint ModulusAttribute = 0x120;
    public const uint AlwaysAuthenticateAttribute = 0x202;

    public const uint CertificateClass = 1;
    public const uint PrivateKeyClass = 3;
    public const uint RsaPkcsMechanism = 1;

    public static string NameOf(ulong code) => code switch
    {
        0x02 => "CKR_HOST_MEMORY",
        0x03 => "CKR_SLOT_ID_INVALID",
        0x05 => "CKR_GENERAL_ERROR",
        0x06 => "CKR_FUNCTION_FAILED",
        0x07 => "CKR_ARGUMENTS_BAD",
        0x30 => "CKR_DEVICE_ERROR",
        0x31 => "CKR_DEVICE_MEMORY",
        0x32 => "CKR_DEVICE_REMOVED",
        0x60 => "CKR_KEY_HANDLE_INVALID",
        0x63 => "CKR_KEY_TYPE_INCONSISTENT",
        0x68 => "CKR_KEY_FUNCTION_NOT_PERMITTED",
        0x70 => "CKR_MECHANISM_INVALID",
        0xA0 => "CKR_PIN_INCORRECT",
        0xA1 => "CKR_PIN_INVALID",
        0xA2 => "CKR_PIN_LEN_RANGE",
        0xA3 => "CKR_PIN_EXPIRED",
        0xA4 => "CKR_PIN_LOCKED",
        0xB1 => "CKR_SESSION_COUNT",
        0xB3 => "CKR_SESSION_HANDLE_INVALID",
        0xE0 => "CKR_TOKEN_NOT_PRESENT",
        0xE1 => "CKR_TOKEN_NOT_RECOGNIZED",
        0x101 => "CKR_USER_NOT_LOGGED_IN",
        0x102 => "CKR_USER_PIN_NOT_INITIALIZED",
        0x150 => "CKR_BUFFER_TOO_SMALL",
        0x190 => "CKR_CRYPTOKI_NOT_INITIALIZED",
        _ => $"CKR 0x{code:X}",
    };

    public static string? RemedyFor(ulong code) => code switch
    {
        0xA0 => "the PIN is wrong; it was tried once only, because a token locks itself after a few tries",
        0xA4 => "the PIN is locked: the token's security officer must unlock it",
        0x30 or 0x32 or 0xE0 => "the token is gone: put it back, and sign again",
        0x68 => "the key may not sign: it needs CKA_SIGN",
        0x70 => "the token does not know CKM_RSA_PKCS",
        _ => null,
    };
}
