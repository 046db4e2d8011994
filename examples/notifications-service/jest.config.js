module.exports = require('../../jest.service.js')(__dirname);
