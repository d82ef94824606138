// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

#include "signer.h"

#include <wincrypt.h>

#include "text.h"

/* Windows Hardware Driver Verification, and the same for attested drivers (Microsoft's list of object identifiers). */
#define USAGE_WHQL     "1.3.6.1.4.1.311.10.3.5"
#define USAGE_ATTESTED "1.3.6.1.4.1.311.10.3.5.1"

#define THUMBPRINT_BYTES 20

/* SHA-1 thumbprints of the roots above Microsoft's driver signers (Microsoft's published list of trusted roots). */
static const BYTE MicrosoftRoots[][THUMBPRINT_BYTES] = {
    /* Microsoft Root Authority */
    {0xA4, 0x34, 0x89, 0x15, 0x9A, 0x52, 0x0F, 0x0D, 0x93, 0xD0, 0x32, 0xCC, 0xAF, 0x37, 0xE7, 0xFE, 0x20, 0xA8, 0xB4, 0x19},
    /* Microsoft Root Certificate Authority */
    {0xCD, 0xD4, 0xEE, 0xAE, 0x60, 0x00, 0xAC, 0x7F, 0x40, 0xC3, 0x80, 0x2C, 0x17, 0x1E, 0x30, 0x14, 0x80, 0x30, 0xC0, 0x72},
    /* Microsoft Root Certificate Authority 2010 */
    {0x3B, 0x1E, 0xFD, 0x3A, 0x66, 0xEA, 0x28, 0xB1, 0x66, 0x97, 0x39, 0x47, 0x03, 0xA7, 0x2C, 0xA3, 0x40, 0xA0, 0x5B, 0xD5},
};

static BOOL
EqualBytes(const BYTE *Left, const BYTE *Right, DWORD Size)
{
    for (DWORD i = 0; i < Size; i++)
        if (Left[i] != Right[i])
            return FALSE;
    return TRUE;
}

static BOOL
IsMeantForDrivers(PCCERT_CONTEXT Signer)
{
    static union
    {
        CERT_ENHKEY_USAGE Usage;
        BYTE Bytes[2048];
    } Buffer;
    DWORD Size = sizeof(Buffer);

    if (!CertGetEnhancedKeyUsage(Signer, CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG, &Buffer.Usage, &Size))
        return FALSE;
    for (DWORD i = 0; i < Buffer.Usage.cUsageIdentifier; i++)
        if (!lstrcmpA(Buffer.Usage.rgpszUsageIdentifier[i], USAGE_WHQL) ||
            !lstrcmpA(Buffer.Usage.rgpszUsageIdentifier[i], USAGE_ATTESTED))
            return TRUE;
    return FALSE;
}

static BOOL
EndsAtMicrosoft(PCCERT_CONTEXT Signer, HCERTSTORE Store)
{
    CERT_CHAIN_PARA Parameters = {.cbSize = sizeof(Parameters)};
    PCCERT_CHAIN_CONTEXT Chain;
    BOOL Found = FALSE;

    if (!CertGetCertificateChain(NULL, Signer, NULL, Store, &Parameters, CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL, NULL, &Chain))
        return FALSE;
    if (Chain->cChain > 0 && Chain->rgpChain[0]->cElement > 0)
    {
        const CERT_SIMPLE_CHAIN *Simple = Chain->rgpChain[0];
        BYTE Thumbprint[THUMBPRINT_BYTES];
        DWORD Size = sizeof(Thumbprint);
        /* A chain whose signatures do not hold names no root at all. */
        const DWORD Fatal = CERT_TRUST_IS_NOT_SIGNATURE_VALID | CERT_TRUST_IS_CYCLIC | CERT_TRUST_IS_PARTIAL_CHAIN;
        if (!(Simple->TrustStatus.dwErrorStatus & Fatal) &&
            CertGetCertificateContextProperty(
                Simple->rgpElement[Simple->cElement - 1]->pCertContext, CERT_SHA1_HASH_PROP_ID, Thumbprint, &Size))
            for (DWORD i = 0; i < ARRAYSIZE(MicrosoftRoots); i++)
                Found = Found || EqualBytes(Thumbprint, MicrosoftRoots[i], THUMBPRINT_BYTES);
    }
    CertFreeCertificateChain(Chain);
    return Found;
}

static SIGNER_VERDICT
JudgeMessage(HCRYPTMSG Message, HCERTSTORE Store, WCHAR *Name, DWORD Capacity)
{
    static union
    {
        CERT_INFO Info;
        BYTE Bytes[4096];
    } Id;
    DWORD Count = 0;
    DWORD Size = sizeof(Count);
    SIGNER_VERDICT Verdict;

    if (!CryptMsgGetParam(Message, CMSG_SIGNER_COUNT_PARAM, 0, &Count, &Size) || Count == 0)
        return SignerNone;
    Size = sizeof(Id);
    if (Count != 1 || !CryptMsgGetParam(Message, CMSG_SIGNER_CERT_INFO_PARAM, 0, &Id, &Size))
        return SignerBroken;
    PCCERT_CONTEXT Signer = CertGetSubjectCertificateFromStore(Store, X509_ASN_ENCODING | PKCS_7_ASN_ENCODING, &Id.Info);
    if (!Signer)
        return SignerBroken;
    CertGetNameStringW(Signer, CERT_NAME_SIMPLE_DISPLAY_TYPE, 0, NULL, Name, Capacity);
    if (!CryptMsgControl(Message, 0, CMSG_CTRL_VERIFY_SIGNATURE, Signer->pCertInfo))
        Verdict = SignerBroken;
    else
        Verdict = IsMeantForDrivers(Signer) && EndsAtMicrosoft(Signer, Store) ? SignerMicrosoft : SignerOther;
    CertFreeCertificateContext(Signer);
    return Verdict;
}

SIGNER_VERDICT
SignerJudge(const WCHAR *Catalog, WCHAR *Name, DWORD Capacity)
{
    HCERTSTORE Store = NULL;
    HCRYPTMSG Message = NULL;
    SIGNER_VERDICT Verdict = SignerBroken;

    TextCopy(Name, Capacity, L"nobody");
    if (CryptQueryObject(CERT_QUERY_OBJECT_FILE, Catalog, CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED,
                         CERT_QUERY_FORMAT_FLAG_BINARY, 0, NULL, NULL, NULL, &Store, &Message, NULL))
        Verdict = JudgeMessage(Message, Store, Name, Capacity);
    if (Message)
        CryptMsgClose(Message);
    if (Store)
        CertCloseStore(Store, 0);
    return Verdict;
}
