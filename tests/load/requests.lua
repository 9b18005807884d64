-- wrk script: sends the requests of a file and prints one line of JSON at the end. A line is
-- "path<TAB>cookie", or with "<TAB>method<TAB>If-Match<TAB>body" behind it. With a number after the
-- file each line is sent once, and it stops after so many answers: those that are on their way then
-- are not counted, so there is one line more for each connection. Without it the lines go round.
local requests = {}
local index = 0
local answers = 0

local function split(line)
  local fields = {}
  for field in (line .. "\t"):gmatch("([^\t]*)\t") do fields[#fields + 1] = field end
  return fields
end

function init(args)
  local origin = string.format("%s://%s:%s", wrk.scheme, wrk.host, wrk.port)
  for line in io.lines(args[1]) do
    local path, cookie, method, version, body = unpack(split(line))
    local headers = { ["Accept"] = "application/json" }
    if cookie ~= "" then headers["Cookie"] = cookie end
    if method then
      headers["Origin"] = origin
      headers["X-Traverse-Request"] = "1"
      headers["Content-Type"] = "application/json"
      headers["If-Match"] = version
    end
    requests[#requests + 1] = wrk.format(method or "GET", path, headers, body)
  end
  local most = tonumber(args[2])
  if most then
    local ffi = require("ffi")
    ffi.cdef("int getpid(void); int kill(int process, int signal);")
    -- Only then: wrk builds its arguments for each answer.
    function response()
      answers = answers + 1
      if answers == most then
        wrk.thread:stop()
        -- wrk itself sleeps until its time is over, or an interrupt comes.
        ffi.C.kill(ffi.C.getpid(), 2)
      end
    end
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
