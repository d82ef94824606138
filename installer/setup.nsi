; SPDX-License-Identifier: Apache-2.0
; Oracle VM PV Drivers for Microsoft Windows: Setup.exe
;
; The build gives: OUT (the file to write), PAYLOAD (folder with cells\<os>\<arch>\<driver>, tools\<arch>\pvsetup.exe,
; guests.ini, cells.nsh), VERSION (four numbers), and from certification/product.json PRODUCT, TITLE, DESCRIPTION, PUBLISHER.
; An x86 stub, since it also runs on 32-bit Windows; what needs the native architecture is pvsetup.exe's.
Unicode true
!define GUID "{9C0B4F6E-3C0D-4C52-8F0E-5B2C7D1A3441}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${PRODUCT}"

Name "${PRODUCT}"
Caption "${TITLE}"
OutFile "${OUT}"
RequestExecutionLevel admin
ManifestSupportedOS all
ManifestDPIAware true
SetCompressor /SOLID lzma
SetDatablockOptimize on
SetDateSave off
InstallDir "$PROGRAMFILES\Oracle\${PRODUCT}"
BrandingText " "
ShowInstDetails nevershow
AutoCloseWindow true

VIProductVersion "${VERSION}"
VIFileVersion "${VERSION}"
VIAddVersionKey ProductName "${PRODUCT}"
VIAddVersionKey FileDescription "${DESCRIPTION}"
VIAddVersionKey CompanyName "${PUBLISHER}"
VIAddVersionKey LegalCopyright "Licensed under the Apache License, Version 2.0"
VIAddVersionKey OriginalFilename "Setup.exe"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"

!include MUI2.nsh
!include LogicLib.nsh
!include x64.nsh
!include WordFunc.nsh

Var Mode       ; install, update or maintain
Var Silent     ; 1 for -s, and for NSIS' own /S, which would otherwise pass every check by
Var Record     ; 1 for -r
Var Uninstall  ; 1 where Control Panel started it
Var Response   ; setup.iss to read or to write
Var LogFile    ; setup.log
Var OldVersion
Var Guest      ; name of this Windows, as the supported list calls it
Var Cell       ; such as 10.0\x64
Var GuestSilent
Var Boot       ; BootOption of the response file: 3 restarts
Var Reason

!include "setup-arguments.nsh"
!include "setup-log.nsh"
!include "${PAYLOAD}/cells.nsh"
!include "setup-checks.nsh"
!include "setup-pages.nsh"

Function .onInit
  SetShellVarContext all
  InitPluginsDir
  StrCpy $Boot 0
  Call ParseArguments
  ${If} ${Silent}
    StrCpy $Silent 1
  ${EndIf}
  ${If} $Silent == 1
    SetSilent silent
    Delete "$LogFile"
  ${EndIf}
  Call CheckGuest
  ${If} ${RunningX64}
    SetRegView 64
    StrCpy $INSTDIR "$PROGRAMFILES64\Oracle\${PRODUCT}"
  ${EndIf}
  Call ChooseMode
  ${If} $Silent == 1
    Call CheckSilent
  ${EndIf}
FunctionEnd

Function ChooseMode
  StrCpy $Mode install
  ReadRegStr $OldVersion HKLM "${UNINSTALL_KEY}" DisplayVersion
  ${If} $OldVersion == ""
    Return
  ${EndIf}
  ${VersionCompare} "${VERSION}" "$OldVersion" $0
  ${If} $0 == 1
    StrCpy $Mode update
  ${ElseIf} $0 == 2
    !insertmacro Refuse -1 "A newer version, $OldVersion, of ${PRODUCT} is installed. Remove it before you install ${VERSION}."
  ${Else}
    StrCpy $Mode maintain
  ${EndIf}
FunctionEnd

Section
  ${If} $Mode == maintain
  ${AndIf} $MaintainChoice == remove
    Call RemoveProduct
  ${Else}
    Call InstallProduct
  ${EndIf}
SectionEnd

Function InstallProduct
  SetOutPath "$INSTDIR"
  Call ExtractCell
  RMDir /r "$INSTDIR\package"
  CopyFiles /SILENT "$PLUGINSDIR\package" "$INSTDIR"
  CopyFiles /SILENT "$PLUGINSDIR\pvsetup.exe" "$INSTDIR\pvsetup.exe"
  CopyFiles /SILENT "$EXEPATH" "$INSTDIR\Setup.exe"
  nsExec::ExecToStack '"$INSTDIR\pvsetup.exe" install "$INSTDIR\package" "$INSTDIR\packages.ini"'
  Pop $0
  Pop $1
  ${If} $0 <> 0
  ${AndIf} $0 <> 3010
    !insertmacro Refuse -1 "Windows did not take the drivers (error $0).$\r$\n$1"
  ${EndIf}
  WriteRegStr HKLM "${UNINSTALL_KEY}" DisplayName "${PRODUCT}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" DisplayVersion "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" Publisher "${PUBLISHER}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" DisplayIcon "$INSTDIR\Setup.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" InstallLocation "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" UninstallString '"$INSTDIR\Setup.exe" -uninstall'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" NoRepair 1
  ${If} $Record == 1
    Call WriteResponse
  ${EndIf}
  StrCpy $Reason "installed ${VERSION} for $Guest from $Cell"
  !insertmacro Log 0
  ${If} $Boot == 3
    Reboot
  ${EndIf}
FunctionEnd

Function RemoveProduct
  nsExec::ExecToStack '"$INSTDIR\pvsetup.exe" remove "$INSTDIR\packages.ini"'
  Pop $0
  Pop $1
  ${If} $0 <> 0
    !insertmacro Refuse -1 "Windows did not give the drivers back (error $0).$\r$\n$1"
  ${EndIf}
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  RMDir /r "$INSTDIR\package"
  Delete "$INSTDIR\pvsetup.exe"
  Delete "$INSTDIR\packages.ini"
  Delete /REBOOTOK "$INSTDIR\Setup.exe"
  RMDir "$INSTDIR"
  StrCpy $Reason "removed ${VERSION}"
  !insertmacro Log 0
FunctionEnd
