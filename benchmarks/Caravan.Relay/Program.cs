// A relay between an RPC client and a worker that delays, throttles, cuts, stalls and corrupts, for tests and benchmarks.
return 0;
