:; exec sh "$(dirname -- "$0")/build.sh" "$@"
@echo off
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
set NUKE_TELEMETRY_OPTOUT=1
set DOTNET_TieredPGO=0
set OVM_BUILD=
set OVM_BUILD_FRESH=
set OVM_DOTNET=
for %%x in (dotnet.exe) do set OVM_DOTNET=%%~$PATH:x
if not defined OVM_DOTNET echo build.cmd: no 'dotnet' on the PATH: install the .NET SDK that global.json names, https://dot.net>&2
if not defined OVM_DOTNET exit /b 1
if exist "%~dp0artifacts\dotnet\host\current" for /f "usebackq delims=" %%d in ("%~dp0artifacts\dotnet\host\current") do set OVM_BUILD=%%d
if defined OVM_BUILD dotnet exec "%~dp0%OVM_BUILD%" %*
if not defined OVM_BUILD cmd /c exit 86
if not errorlevel 86 exit /b %errorlevel%
if errorlevel 87 exit /b %errorlevel%
set OVM_BUILD_ARGUMENTS=%*
dotnet msbuild "%~dp0build\Bootstrap\bootstrap.proj" -nologo -v:q -tl:off -nodeReuse:false >&2
if errorlevel 1 exit /b 1
set OVM_BUILD_FRESH=1
for /f "usebackq delims=" %%d in ("%~dp0artifacts\dotnet\host\current") do set OVM_BUILD=%%d
dotnet exec "%~dp0%OVM_BUILD%" %*
