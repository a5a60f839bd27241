-- report.lua - What one run of wrk found, as one line of JSON.

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"rate": %f, "p50": %f, "p99": %f, "p99.9": %f, ' ..
    '"requests": %d, "errors": %d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50),
    latency:percentile(99), latency:percentile(99.9),
    summary.requests,
    errors.connect + errors.read + errors.write + errors.status +
      errors.timeout))
end
