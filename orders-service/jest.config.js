module.exports = { ...require('../jest.base.js'), displayName: 'orders-service' };
