module.exports = { ...require('../jest.base.js'), displayName: 'payments-service' };
