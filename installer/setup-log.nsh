; SPDX-License-Identifier: Apache-2.0
; Oracle VM PV Drivers for Microsoft Windows: setup.log and setup.iss, as InstallShield's readers expect them
;
; ResultCode: 0 done, -1 refused or failed (Reason says why), -3 data missing in setup.iss, -5 no such file, -8 not a response file.

; Ends Setup: a message box unless silent, the log, an exit code. SetErrorLevel -1 means "unset" to NSIS, so the exit code is
; the amount of the ResultCode.
!macro Refuse CODE TEXT
  StrCpy $Reason "${TEXT}"
  ${If} $Silent != 1
    MessageBox MB_ICONSTOP|MB_OK "$Reason"
  ${EndIf}
  !insertmacro Log ${CODE}
  IntOp $0 0 - ${CODE}
  SetErrorLevel $0
  Quit
!macroend

!macro Log CODE
  Push ${CODE}
  Call WriteLog
!macroend

Function WriteLog
  Exch $0
  ${If} $Silent == 1
    WriteINIStr "$LogFile" "InstallShield Silent" Version "v7.00"
    WriteINIStr "$LogFile" "InstallShield Silent" File "Log File"
    WriteINIStr "$LogFile" "Application" Name "${PRODUCT}"
    WriteINIStr "$LogFile" "Application" Version "${VERSION}"
    WriteINIStr "$LogFile" "Application" Company "${PUBLISHER}"
    WriteINIStr "$LogFile" "Application" Lang "0409"
    WriteINIStr "$LogFile" "ResponseResult" ResultCode $0
    WriteINIStr "$LogFile" "ResponseResult" Reason "$Reason"
    FlushINI "$LogFile"
  ${EndIf}
  Pop $0
FunctionEnd

Function WriteResponse
  Delete "$Response"
  WriteINIStr "$Response" "InstallShield Silent" Version "v7.00"
  WriteINIStr "$Response" "InstallShield Silent" File "Response File"
  WriteINIStr "$Response" "File Transfer" OverwrittenReadOnly "NoToAll"
  WriteINIStr "$Response" "${GUID}-DlgOrder" Dlg0 "${GUID}-SdWelcome-0"
  WriteINIStr "$Response" "${GUID}-DlgOrder" Count 2
  WriteINIStr "$Response" "${GUID}-DlgOrder" Dlg1 "${GUID}-SdFinishReboot-0"
  WriteINIStr "$Response" "${GUID}-SdWelcome-0" Result 1
  WriteINIStr "$Response" "${GUID}-SdFinishReboot-0" Result 1
  WriteINIStr "$Response" "${GUID}-SdFinishReboot-0" BootOption 0
  FlushINI "$Response"
FunctionEnd
