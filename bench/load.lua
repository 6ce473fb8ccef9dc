-- Sends the prepared bodies of the file named by DANCU_BODIES, one after the other, to the path of the command line.
local bodies = {}
for line in io.lines(os.getenv("DANCU_BODIES")) do bodies[#bodies + 1] = line end
local turn = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = os.getenv("DANCU_TYPE")

function request()
  turn = turn % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[turn])
end

function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status, summary.errors.connect + summary.errors.read))
end
