import type { BusKind } from '@online-shop/e2e/bus/broker';
import type { Bench } from './bench';
import { atRest, atRestEmbedded } from './cases/at-rest';
import { createBacklogCase } from './cases/backlog';
import type { BenchCase } from './cases/bench-case';
import { deposits } from './cases/deposits';
import { gatewayAtRest } from './cases/gateway-at-rest';
import {
  createHistoryCase,
  direct,
  endurance,
  hot,
  hotOnThreeReplicas,
  loadCurve,
  onEmbeddedBus,
  onNewShop,
  onThreeBusyReplicas,
  onThreeReplicas,
  onTwoBusyReplicas,
  onTwoReplicas,
  spread,
} from './cases/orders';
import { getOrder, getOrderDirect, listOrders } from './cases/reads';
import { slowClients } from './cases/slow-clients';
import { rowsOfAnOrder, writeHistory } from './history';
import { atRestByHand } from './limits/at-rest-by-hand';
import { messages } from './limits/messages';
import { sqlBatched } from './limits/sql-batched';
import { sqlFiveCommits } from './limits/sql-five-commits';
import { addReplicas } from './replicas';

/** Cases that share one shop, freshly opened for them. */
export interface Group {
  readonly bus: BusKind;
  /** What the shop needs beyond its three processes. */
  readonly prepare?: (bench: Bench) => Promise<unknown>;
  /** Run once before, and not counted: compilers, caches and connection pools. */
  readonly warmUp: readonly BenchCase[];
  /**
   * The order of one round. What is compared runs side by side, so that whatever else this machine
   * does, and how warm it is, meets both.
   */
  readonly cases: readonly BenchCase[];
  /** Those of them that run in a second shop, which is opened beside the first and left as it is. */
  readonly inNewShop?: readonly BenchCase[];
  /** Whether one round says enough: long cases, and those that leave the shop changed. */
  readonly isOnce?: boolean;
}

export interface Scale {
  /** Of all tables together. */
  readonly historyRows: number;
  readonly backlogOrders: number;
}

const readerOrders = 100_000;

export function createGroups({ historyRows, backlogOrders }: Scale): Group[] {
  const onHistory = createHistoryCase(historyRows);
  return [
    {
      bus: 'rabbitmq',
      // Compilers, the gateway's above all, are not done after one case.
      warmUp: [sqlFiveCommits, direct, spread, spread, spread, atRest],
      cases: [
        direct,
        sqlFiveCommits,
        spread,
        hot,
        sqlFiveCommits,
        sqlBatched,
        messages,
        atRestByHand,
        atRest,
        gatewayAtRest,
      ],
    },
    {
      bus: 'rabbitmq',
      warmUp: [sqlFiveCommits, onTwoBusyReplicas, onTwoBusyReplicas],
      prepare: addReplicas,
      cases: [sqlFiveCommits, onTwoReplicas, onTwoBusyReplicas],
    },
    {
      bus: 'rabbitmq',
      warmUp: [sqlFiveCommits, onThreeBusyReplicas, onThreeBusyReplicas],
      async prepare(bench) {
        await addReplicas(bench);
        await addReplicas(bench);
      },
      cases: [sqlFiveCommits, onThreeReplicas, onThreeBusyReplicas, hotOnThreeReplicas],
    },
    {
      bus: 'postgres',
      warmUp: [sqlFiveCommits, onEmbeddedBus, atRestEmbedded],
      cases: [sqlFiveCommits, onEmbeddedBus, atRestEmbedded],
    },
    {
      bus: 'rabbitmq',
      warmUp: [spread],
      isOnce: true,
      cases: loadCurve,
    },
    { bus: 'rabbitmq', warmUp: [], isOnce: true, cases: endurance },
    {
      bus: 'rabbitmq',
      warmUp: [getOrder, deposits],
      prepare: (bench) => writeHistory(bench, { orders: readerOrders, users: 1 }),
      cases: [getOrderDirect, getOrder, listOrders, deposits],
    },
    {
      bus: 'rabbitmq',
      warmUp: [sqlFiveCommits, onHistory, onNewShop, onHistory, onNewShop],
      prepare: (bench) =>
        writeHistory(bench, { orders: Math.ceil(historyRows / rowsOfAnOrder), users: 10_000 }),
      inNewShop: [onNewShop],
      // Each comes once after the other: a server still vacuums and writes when its case is over.
      cases: [sqlFiveCommits, onNewShop, onHistory, onHistory, onNewShop],
    },
    {
      bus: 'rabbitmq',
      // What the slow clients need is there after their first coming: it must do for the second.
      warmUp: [spread, slowClients],
      isOnce: true,
      cases: [slowClients, createBacklogCase(backlogOrders)],
    },
  ];
}

/** What `--quick` runs: the first things one wants to know. */
const quickCases = [spread, hot, atRest];
/** Run wherever a chosen case is compared with them. */
const yardsticks = [sqlFiveCommits, sqlBatched, messages, atRestByHand, onNewShop];

export interface Choice {
  /** Of cases; all where there is none. */
  readonly names: readonly string[];
  /** Whether, where none is named, a few will do. */
  readonly isQuick: boolean;
}

/** The groups with the chosen cases alone. @throws where there is none of a name */
export function selectGroups(groups: readonly Group[], { names, isQuick }: Choice): Group[] {
  const known = new Set(groups.flatMap(({ cases }) => cases.map(({ name }) => name)));
  const unknown = names.find((name) => !known.has(name));
  if (unknown) throw new Error(`there is no case '${unknown}' among ${[...known].join(', ')}`);
  if (names.length === 0 && !isQuick) return [...groups];

  const chosen = names.length > 0 ? names : quickCases.map(({ name }) => name);
  return groups.flatMap((group) => {
    const isChosen = ({ name }: BenchCase) => chosen.includes(name);
    const compared = group.cases
      .filter(isChosen)
      .flatMap(({ ratios = {} }) => Object.values(ratios));
    const isNeeded = (each: BenchCase) =>
      isChosen(each) || (yardsticks.includes(each) && compared.includes(each.name));
    if (!group.cases.some(isChosen)) return [];
    return [{ ...group, cases: group.cases.filter(isNeeded) }];
  });
}
