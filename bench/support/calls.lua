-- wrk -s calls.lua URL -- CALLSFILE
-- One call a line: TOKEN <tab> PATH [<tab> JSON]. With JSON it is a POST. All requests are written
-- before the clock starts, so that the client costs as little as it can of the two cores.
local calls, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local token, path, body = line:match("^([^\t]*)\t([^\t]*)\t?(.*)$")
    local headers = { Host = wrk.host .. ":" .. wrk.port }
    if token ~= "" then headers.Authorization = "Bearer " .. token end
    if body ~= "" then headers["Content-Type"] = "application/json" end
    calls[#calls + 1] = wrk.format(body ~= "" and "POST" or "GET", path, headers, body ~= "" and body or nil)
  end
end

function request()
  at = at % #calls + 1
  return calls[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"per_s":%.1f,"p50_ms":%.3f,"p99_ms":%.3f,"max_ms":%.3f,"count":%d,"refused":%d,"broken":%d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
