; SPDX-License-Identifier: Apache-2.0
; Oracle VM PV Drivers for Microsoft Windows: the switches of Setup.exe
;
;   -s            install silently with a response file
;   -r            record a response file
;   -f1<path>     the response file: $EXEDIR\setup.iss with -s, $WINDIR\setup.iss with -r
;   -f2<path>     the log: $WINDIR\setup.log
; CommandLineToArgvW splits, so that -f1"C:\a b\x.iss" and "-f1C:\a b\x.iss" are the same.

Function ParseArguments
  System::Call 'kernel32::GetCommandLineW() w .r0'
  System::Call 'shell32::CommandLineToArgvW(w r0, *i .r1) p .r2'
  StrCpy $3 1
  ${While} $3 < $1
    IntOp $4 $3 * ${NSIS_PTR_SIZE}
    IntPtrOp $4 $2 + $4
    System::Call '*$4(p .r5)'
    System::Call '*$5(&w${NSIS_MAX_STRLEN} .r6)'
    StrCpy $7 $6 1
    ${If} $7 == "-"
    ${OrIf} $7 == "/"
      Call ParseSwitch
    ${EndIf}
    IntOp $3 $3 + 1
  ${EndWhile}
  System::Call 'kernel32::LocalFree(p r2)'
  ${If} $Response == ""
    StrCpy $Response "$EXEDIR\setup.iss"
    ${If} $Record == 1
      StrCpy $Response "$WINDIR\setup.iss"
    ${EndIf}
  ${EndIf}
  ${If} $LogFile == ""
    StrCpy $LogFile "$WINDIR\setup.log"
  ${EndIf}
FunctionEnd

; $6 is the whole argument. NSIS' own switches (/S, /D=, /NCRC) are left to NSIS.
Function ParseSwitch
  StrCpy $7 $6 "" 1
  StrCpy $8 $6 2 1
  StrCpy $9 $6 "" 3
  ${If} $7 == "s"
    StrCpy $Silent 1
  ${ElseIf} $7 == "r"
    StrCpy $Record 1
  ${ElseIf} $7 == "uninstall"
    StrCpy $Uninstall 1
  ${ElseIf} $8 == "f1"
    StrCpy $Response $9
  ${ElseIf} $8 == "f2"
    StrCpy $LogFile $9
  ${EndIf}
FunctionEnd
