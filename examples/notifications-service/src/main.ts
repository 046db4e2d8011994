import { runMain } from '@online-shop/shared/lifecycle/run-main';
import { readConfig } from './config';
import { createService } from './service';

void runMain({ name: 'notifications-service', parseConfig: readConfig, createService });
