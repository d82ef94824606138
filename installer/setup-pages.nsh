; SPDX-License-Identifier: Apache-2.0
; Oracle VM PV Drivers for Microsoft Windows: the pages of Setup.exe

Var MaintainChoice ; modify or remove
Var RadioModify
Var RadioRemove

!define MUI_ABORTWARNING
!define MUI_CUSTOMFUNCTION_GUIINIT PreparePages
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhenMaintaining
!define MUI_PAGE_CUSTOMFUNCTION_SHOW NameWelcomeButton
!define MUI_WELCOMEPAGE_TITLE "Welcome to the ${TITLE}"
!define MUI_WELCOMEPAGE_TEXT "$R9"
!insertmacro MUI_PAGE_WELCOME
Page custom MaintainPage MaintainLeave
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$R7"
!define MUI_FINISHPAGE_TEXT "$R8"
!define MUI_FINISHPAGE_TEXT_REBOOT "$R8"
!define MUI_FINISHPAGE_TEXT_REBOOTNOW "Yes, I want to restart my computer now."
!define MUI_FINISHPAGE_TEXT_REBOOTLATER "No, I will restart my computer later."
!define MUI_FINISHPAGE_REBOOTLATER_DEFAULT
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_LANGUAGE English

Function PreparePages
  SetRebootFlag true
  ${If} $Mode == update
    StrCpy $R9 "Setup will upgrade ${PRODUCT} on this computer from version $OldVersion to version ${VERSION}.$\r$\n$\r$\nGuest: $Guest$\r$\n$\r$\nSelect Next to continue or Cancel to quit."
    StrCpy $R7 "Update Complete"
    StrCpy $R8 "${PRODUCT} is now at version ${VERSION}. The computer must restart before the new drivers are used."
  ${Else}
    StrCpy $R9 "Setup will install the paravirtual drivers of Oracle VM, version ${VERSION}, on this computer.$\r$\n$\r$\nGuest: $Guest$\r$\n$\r$\nSelect Install to continue or Cancel to quit."
    StrCpy $R7 "Installation Complete"
    StrCpy $R8 "${PRODUCT} ${VERSION} has been installed. The computer must restart before the drivers are used."
  ${EndIf}
FunctionEnd

Function SkipWhenMaintaining
  ${If} $Mode == maintain
    Abort
  ${EndIf}
FunctionEnd

Function NameWelcomeButton
  GetDlgItem $0 $HWNDPARENT 1
  ${If} $Mode == update
    SendMessage $0 ${WM_SETTEXT} 0 "STR:&Next >"
  ${Else}
    SendMessage $0 ${WM_SETTEXT} 0 "STR:&Install"
  ${EndIf}
FunctionEnd

Function MaintainPage
  ${If} $Mode != maintain
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "Welcome" "Version ${VERSION} is installed. Modify or remove it."
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 20u 20u 90% 12u "&Modify: install the drivers of this version again"
  Pop $RadioModify
  ${NSD_CreateRadioButton} 20u 50u 90% 12u "&Remove: take the drivers off this computer"
  Pop $RadioRemove
  ${If} $Uninstall == 1
    ${NSD_Check} $RadioRemove
  ${Else}
    ${NSD_Check} $RadioModify
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function MaintainLeave
  ${NSD_GetState} $RadioModify $0
  StrCpy $MaintainChoice modify
  ${If} $0 <> ${BST_CHECKED}
    MessageBox MB_YESNO|MB_ICONQUESTION "Do you want to remove ${PRODUCT} from this computer?" IDYES confirmed
    Abort
    confirmed:
    StrCpy $MaintainChoice remove
    StrCpy $R7 "Uninstall Complete"
    StrCpy $R8 "${PRODUCT} has been removed. The computer must restart before Windows uses its own drivers."
  ${EndIf}
FunctionEnd
