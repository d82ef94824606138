:; exec sh "$(dirname -- "$0")/build.sh" "$@"
@echo off
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
set NUKE_TELEMETRY_OPTOUT=1
set DOTNET_TieredPGO=0
where /q dotnet || (echo build.cmd: no 'dotnet' on the PATH: install the .NET SDK that global.json names ^(https://dot.net^)>&2 & exit /b 1)
if exist "%~dp0artifacts\dotnet\host\current" (for /f "usebackq delims=" %%d in ("%~dp0artifacts\dotnet\host\current") do dotnet exec "%~dp0%%d" %*) else cmd /c exit 86
if not errorlevel 86 exit /b
if errorlevel 87 exit /b
set OVM_BUILD_ARGUMENTS=%*
dotnet msbuild "%~dp0build\Bootstrap\bootstrap.proj" -nologo -v:q -tl:off -nodeReuse:false >&2 || exit /b 1
set OVM_BUILD_FRESH=1
for /f "usebackq delims=" %%d in ("%~dp0artifacts\dotnet\host\current") do dotnet exec "%~dp0%%d" %*
