// Loaded first: whatever listens without naming a host listens on the loopback interface only.
const net = require('node:net');

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...given) {
  const first = given[0];
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    const host = typeof given[1] === 'string' ? given[1] : '127.0.0.1';
    const done = given.find((one) => typeof one === 'function');
    return listen.call(this, { port: Number(first), host }, done);
  }
  if (first && typeof first === 'object' && first.port !== undefined && !first.host) {
    given[0] = { ...first, host: '127.0.0.1' };
  }
  return listen.apply(this, given);
};
