// A host in JavaScript: Plugin is an instance of the guest, a trap is thrown.
'use strict';

const { Plugin } = require('./build/Release/expand.node');

const log = (text) => console.log(`guest: ${text}`);

let plugin = new Plugin(log);
for (const text of ['3a2b', '5000000z', '?', '!', '2o1k']) {
  try {
    console.log(`${text} -> ${plugin.expand(text)}`);
  } catch (error) {
    if (!['ERR_GUEST_TRAP', 'ERR_GUEST_RANGE'].includes(error.code))
      throw error;
    console.log(`${text} -> ${error.message}`);
    plugin = new Plugin(log); // The other one is collected some time.
  }
}
