-- wrk script: cycles through the requests of a file ("path<TAB>cookie" per line) and prints one
-- line of JSON at the end.
local lines = {}
local requests = {}
local index = 0

function init(args)
  for line in io.lines(args[1]) do
    lines[#lines + 1] = line
  end
  for i, line in ipairs(lines) do
    local path, cookie = line:match("^([^\t]*)\t(.*)$")
    local headers = { ["Accept"] = "application/json" }
    if cookie ~= "" then headers["Cookie"] = cookie end
    requests[i] = wrk.format("GET", path, headers)
  end
end

function request()
  index = index % #requests + 1
  return requests[index]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_us":%d,"p99_us":%d,"bytes":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    summary.bytes, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
