// A PLC directory, a PDS and an AppView in one process, for one test run; the folder's file "ready" says where they are.
const fs = require('node:fs');
const path = require('node:path');
const { TestPlc, TestPds, TestBsky, mockNetworkUtilities } = require('@atproto/dev-env');
const { Database } = require('@did-plc/server');

const port = Number(process.env.NETWORK_PORT);
const folder = process.env.NETWORK_FOLDER;
const url = process.env.DB_POSTGRES_URL;

function place(name) {
  const made = path.join(folder, name);
  fs.mkdirSync(made, { recursive: true });
  return made;
}

async function start() {
  const db = Database.postgres({ url, schema: 'plc' }); // in memory, identities would not survive a restart
  await db.migrateToLatestOrThrow();
  const plc = await TestPlc.create({ port: port + 1, db });
  const bsky = await TestBsky.create({
    port: port + 2,
    plcUrl: plc.url,
    pdsPort: port,
    repoProvider: `ws://localhost:${port}`,
    dbPostgresSchema: 'appview',
    dbPostgresUrl: url,
    publicUrl: `http://localhost:${port + 2}`,
  });
  const pds = await TestPds.create({
    port,
    hostname: 'localhost',
    didPlcUrl: plc.url,
    dataDirectory: place('pds'),
    blobstoreDiskLocation: place('blobs'),
    enableDidDocWithSession: true,
    rateLimitsEnabled: process.env.NETWORK_LIMITS === 'limits',
    bskyAppViewUrl: bsky.url,
    bskyAppViewDid: bsky.ctx.cfg.serverDid,
  });
  mockNetworkUtilities(pds, bsky);
  const where = { pds: pds.url, plc: plc.url, appview: bsky.url };
  fs.writeFileSync(path.join(folder, 'ready'), JSON.stringify(where));
  const stop = async () => {
    setTimeout(() => process.exit(0), 5000).unref();
    for (const one of [bsky, pds, plc]) await one.close().catch(() => undefined);
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

start().catch((error) => {
  console.error(error);
  process.exit(1);
});
