// /// expected
// group = "well-behaved"
// levels = [0, 1, 2, 3]
// ending = "EXITED"
// exit_code = 0
// output = "hello 3 4 worker"
// limits = { wall_seconds = 15.0, memory_mib = 1024, processes = 128 }
// ///
// Node: child_process (spawn, fork), worker_threads and cluster.
const { spawnSync, fork } = require("node:child_process");
const { Worker, isMainThread, parentPort } = require("node:worker_threads");
const cluster = require("node:cluster");

if (!isMainThread) {
  parentPort.postMessage(4);
} else if (process.argv[2] === "child") {
  process.send(3, () => process.disconnect());
} else if (cluster.isWorker) {
  process.send("worker", () => process.exit(0));
} else {
  main();
}

async function main() {
  const said = spawnSync("echo", ["hello"]).stdout.toString().trim();
  const forked = await answer(fork(__filename, ["child"]));
  const threaded = await answer(new Worker(__filename));
  const clustered = await answer(cluster.fork());
  console.log(said, forked, threaded, clustered);
}

function answer(source) {
  return new Promise((resolve, reject) => {
    let got;
    source.on("message", (message) => (got = message));
    source.on("error", reject);
    source.on("exit", () => resolve(got));
  });
}
