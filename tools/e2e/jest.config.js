module.exports = { ...require('../../jest.base.js'), displayName: 'e2e' };
