// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Benchmarks;

// "build" is one build in a process of its own, with its account on stdout: what the benchmarks time and the tests kill.
// Without it: the benchmarks of the driver build.
return args is ["build", .. string[] rest]
    ? OneBuild.Run(new Arguments(rest))
    : DriverBenchmark.Run(new Arguments(args));
