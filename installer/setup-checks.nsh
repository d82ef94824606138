; SPDX-License-Identifier: Apache-2.0
; Oracle VM PV Drivers for Microsoft Windows: what Setup.exe refuses, and why

; Which guest this is, by guests.ini, which the build makes from certification/guests.json.
Function CheckGuest
  SetOutPath "$PLUGINSDIR"
  File "${PAYLOAD}/guests.ini"
  Call ExtractHelper
  ${IfNot} ${FileExists} "$PLUGINSDIR\pvsetup.exe"
    !insertmacro Refuse -1 "This Setup holds a selection of the drivers, and none for this processor."
  ${EndIf}
  nsExec::ExecToStack '"$PLUGINSDIR\pvsetup.exe" guest "$PLUGINSDIR\guests.ini"'
  Pop $0
  Pop $1
  FileOpen $2 "$PLUGINSDIR\guest.ini" w
  FileWrite $2 "[Guest]$\r$\n$1"
  FileClose $2
  ReadINIStr $3 "$PLUGINSDIR\guest.ini" Guest Windows
  ReadINIStr $Guest "$PLUGINSDIR\guest.ini" Guest Name
  ReadINIStr $Cell "$PLUGINSDIR\guest.ini" Guest Cell
  ReadINIStr $GuestSilent "$PLUGINSDIR\guest.ini" Guest Silent
  ${If} $0 == 1
  ${AndIf} $Guest != ""
    !insertmacro Refuse -1 "This Windows ($3) lacks what ${PRODUCT} ${VERSION} needs: $Guest with its service pack and a build that was tested."
  ${ElseIf} $0 == 1
    !insertmacro Refuse -1 "${PRODUCT} ${VERSION} does not support this Windows ($3). The release notes list the supported guests."
  ${ElseIf} $0 != 0
    !insertmacro Refuse -1 "Setup cannot find out which Windows this is (pvsetup ended with $0)."
  ${EndIf}
FunctionEnd

; Silent installation: 64-bit Windows later than Vista, a response file, and drivers that Microsoft signed for the guest.
Function CheckSilent
  ${If} $GuestSilent != 1
    !insertmacro Refuse -1 "Silent installation needs 64-bit Windows later than Windows Vista; this is $Guest."
  ${EndIf}
  Call ExtractCell
  nsExec::ExecToStack '"$PLUGINSDIR\pvsetup.exe" signer "$PLUGINSDIR\package"'
  Pop $0
  Pop $1
  ${If} $0 != 0
    ${WordReplace} "$1" "$\r$\n" "; " "+" $1
    !insertmacro Refuse -1 "Silent installation needs drivers that Microsoft signed for this Windows, and these are not: $1"
  ${EndIf}
  ${IfNot} ${FileExists} "$Response"
    !insertmacro Refuse -5 "There is no response file $Response. Setup.exe -r records one."
  ${EndIf}
  ReadINIStr $0 "$Response" "InstallShield Silent" "File"
  ${If} $0 != "Response File"
    !insertmacro Refuse -8 "$Response is not a response file of this Setup."
  ${EndIf}
  ReadINIStr $0 "$Response" "${GUID}-DlgOrder" "Count"
  ${If} $0 == ""
    !insertmacro Refuse -3 "$Response was recorded by another product: it has no section ${GUID}-DlgOrder."
  ${EndIf}
  ReadINIStr $Boot "$Response" "${GUID}-SdFinishReboot-0" "BootOption"
FunctionEnd
