// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Notes;

/// <summary>
/// A piece of the notes before it has a format. Text may hold code between backticks and links in the Markdown form;
/// all other characters stand for themselves.
/// </summary>
internal abstract record NotesBlock;

internal sealed record Heading(int Level, string Text) : NotesBlock;

internal sealed record Paragraph(string Text) : NotesBlock;

internal sealed record Items(bool Numbered, IReadOnlyList<string> Texts) : NotesBlock;

internal sealed record Table(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows) : NotesBlock;
