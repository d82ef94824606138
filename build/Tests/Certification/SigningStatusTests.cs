// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Certification.Data;
using PvDrivers.Certification.Policy;

namespace PvDrivers.Tests.Certification;

public sealed class SigningStatusTests
{
    private static readonly HashAlgorithmName[] Sha1 = [HashAlgorithmName.SHA1];
    private static readonly HashAlgorithmName[] Sha256 = [HashAlgorithmName.SHA256];
    private static readonly HashAlgorithmName[] Both = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256];

    [Theory]
    [InlineData("server-2016", "x64", SignerKind.MicrosoftWhql, SigningState.Production)]
    [InlineData("server-2016", "x64", SignerKind.MicrosoftAttestation, SigningState.ImpossibleToday)]
    [InlineData("server-2016", "x64", SignerKind.Development, SigningState.Test)]
    [InlineData("server-2016", "x64", SignerKind.Publisher, SigningState.Test)]
    [InlineData("server-2016", "x64", SignerKind.None, SigningState.ImpossibleToday)]
    [InlineData("windows-10", "x64", SignerKind.MicrosoftAttestation, SigningState.Production)]
    [InlineData("windows-10", "x64", SignerKind.MicrosoftPreproduction, SigningState.Test)]
    [InlineData("windows-10", "x86", SignerKind.MicrosoftAttestation, SigningState.Production)]
    [InlineData("windows-10", "x86", SignerKind.Development, SigningState.UnsignedButAllowed)]
    [InlineData("windows-8.1", "x64", SignerKind.MicrosoftAttestation, SigningState.ImpossibleToday)]
    [InlineData("windows-7", "x64", SignerKind.Unknown, SigningState.Test)]
    [InlineData("server-2008", "x64", SignerKind.MicrosoftWhql, SigningState.Production)]
    [InlineData("server-2008", "x86", SignerKind.None, SigningState.UnsignedButAllowed)]
    [InlineData("server-2003-r2", "x64", SignerKind.None, SigningState.UnsignedButAllowed)]
    [InlineData("server-2003-r2", "x86", SignerKind.Development, SigningState.UnsignedButAllowed)]
    public void Of_WhenADriverIsReadWithBothDigests_FollowsTheGuest(string guest, string bitness, SignerKind signer,
        SigningState state)
    {
        Assert.Equal(state, Of(guest, bitness, Artifact.Sys, signer, Both).State);
        Assert.Equal(state, Of(guest, bitness, Artifact.Cat, signer, Both).State);
    }

    [Theory]
    [InlineData("windows-vista", "x64", SignerKind.Development, SigningState.ImpossibleToday)]
    [InlineData("windows-vista", "x64", SignerKind.MicrosoftWhql, SigningState.ImpossibleToday)]
    [InlineData("windows-vista", "x86", SignerKind.MicrosoftWhql, SigningState.UnsignedButAllowed)]
    [InlineData("server-2008", "x64", SignerKind.Development, SigningState.Test)]
    public void Of_WhenADriverHasOnlySha256_AsksWhetherTheGuestReadsIt(string guest, string bitness,
        SignerKind signer, SigningState state) =>
        Assert.Equal(state, Of(guest, bitness, Artifact.Sys, signer, Sha256).State);

    [Theory]
    [InlineData(SignerKind.None, SigningState.UnsignedButAllowed)]
    [InlineData(SignerKind.Development, SigningState.Test)]
    [InlineData(SignerKind.Publisher, SigningState.Production)]
    public void Of_WhenSetupIsRead_NeverRefusesIt(SignerKind signer, SigningState state) =>
        Assert.Equal(state, Of("windows-7", "x64", Artifact.Exe, signer, Both).State);

    [Fact]
    public void Of_WhenSetupHasNoSha1OnVista_SaysThatThePublisherIsUnknown() =>
        Assert.Equal(SigningState.UnsignedButAllowed,
            Of("windows-vista", "x86", Artifact.Exe, SignerKind.Publisher, Sha256).State);

    [Theory]
    [InlineData("windows-10", "x86", SignerKind.Publisher, SigningState.Production)]
    [InlineData("windows-10", "x64", SignerKind.Development, SigningState.Test)]
    [InlineData("windows-10", "x64", SignerKind.None, SigningState.ImpossibleToday)]
    [InlineData("server-2016", "x64", SignerKind.Publisher, SigningState.ImpossibleToday)]
    [InlineData("windows-7", "x64", SignerKind.Publisher, SigningState.ImpossibleToday)]
    public void Of_WhenACabinetIsRead_KnowsThatAttestationIsForWindows10Only(string guest, string bitness,
        SignerKind signer, SigningState state) =>
        Assert.Equal(state, Of(guest, bitness, Artifact.Cab, signer, Sha256).State);

    [Fact]
    public void Of_WhenMicrosoftSignedForOtherVersions_IsNotProduction()
    {
        ObservedSigner signer = new(SignerKind.MicrosoftWhql, "Microsoft Windows Hardware Compatibility Publisher",
            Both, [OsTarget.Parse("10.0")]);
        Assert.Equal(SigningState.ImpossibleToday,
            SigningStatus.Of(DataFixture.Real, "server-2012", Architecture.X64, Artifact.Cat, signer).State);
        Assert.Equal(SigningState.Production,
            SigningStatus.Of(DataFixture.Real, "server-2016", Architecture.X64, Artifact.Cat, signer).State);
    }

    [Fact]
    public void Of_WhenNothingIsProduction_SaysWhetherItCouldBe()
    {
        Assert.Equal(RouteState.Open,
            Of("windows-10", "x64", Artifact.Sys, SignerKind.Development, Sha256).Route.State);
        SigningStatus seven = Of("windows-7", "x64", Artifact.Sys, SignerKind.Development, Both);
        Assert.Equal(RouteState.AssumedClosed, seven.Route.State);
        Assert.Contains("assumed out of reach", seven.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_WhenNotProduction_NeverSaysSignedAlone()
    {
        foreach (GuestEdition edition in DataFixture.Real.Guests.Editions)
            foreach (Artifact artifact in Enum.GetValues<Artifact>())
                foreach (SignerKind kind in Enum.GetValues<SignerKind>())
                    foreach (HashAlgorithmName[] digests in (HashAlgorithmName[][])[Sha1, Sha256, Both])
                    {
                        SigningStatus status = Of(edition.GuestId, edition.Architecture.Name(), artifact, kind,
                            digests);
                        Assert.Equal(status.State == SigningState.Production, status.Words == "signed for production");
                        Assert.NotEmpty(status.Reason);
                        if (status.State == SigningState.Production)
                            Assert.True(kind >= SignerKind.Publisher, $"{edition.Name} {artifact} {kind}");
                    }
    }

    [Fact]
    public void Of_WhenTheGuestIsUnknown_IsAnError() =>
        Assert.Throws<ArgumentException>(() => Of("server-2016", "x86", Artifact.Sys, SignerKind.None, Both));

    private static SigningStatus Of(string guest, string bitness, Artifact artifact, SignerKind kind,
        HashAlgorithmName[] digests) =>
        SigningStatus.Of(DataFixture.Real, guest, bitness == "x64" ? Architecture.X64 : Architecture.X86, artifact,
            kind == SignerKind.None ? ObservedSigner.Nobody : new ObservedSigner(kind, "someone", digests, []));
}
