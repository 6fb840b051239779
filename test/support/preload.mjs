// CommonJS packages (@nestjs/throttler) require these ES modules, which works only once they are loaded.
import '@nestjs/common';
import '@nestjs/core';
