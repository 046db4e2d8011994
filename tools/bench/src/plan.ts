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
import { rowsPerOrder, writeHistory } from './history';
import { atRestByHand } from './limits/at-rest-by-hand';
import { messages } from './limits/messages';
import { sqlBatched } from './limits/sql-batched';
import { sqlFiveCommits } from './limits/sql-five-commits';
import { addReplicas } from './replicas';

/** Cases that share one newly started shop. */
export interface Group {
  readonly bus: BusKind;
  /** Prepares the shop before the first case: adds replicas or writes a history. */
  readonly prepare?: (bench: Bench) => Promise<unknown>;
  /**
   * Cases that run once without being counted. They warm up compilers, caches and connection pools.
   */
  readonly warmUp: readonly BenchCase[];
  /**
   * The cases of one round, in order. Cases that are compared run next to each other, so that other
   * load on the machine affects both.
   */
  readonly cases: readonly BenchCase[];
  /** The cases that run in a second, unprepared shop on the same machine. */
  readonly inNewShop?: readonly BenchCase[];
  /** Whether the group runs one round only, because its cases are long or change the shop. */
  readonly isOnce?: boolean;
}

export interface Scale {
  /** Rows of all tables together. */
  readonly historyRows: number;
  readonly backlogOrders: number;
}

const readerOrders = 100_000;

export function createGroups({ historyRows, backlogOrders }: Scale): Group[] {
  const onHistory = createHistoryCase(historyRows);
  return [
    {
      bus: 'rabbitmq',
      // One case is not enough for the JIT compilers, above all the gateway's.
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
        writeHistory(bench, { orders: Math.ceil(historyRows / rowsPerOrder), users: 10_000 }),
      inNewShop: [onNewShop],
      // Each case runs once before and once after the other: a server still vacuums and writes when
      // its case is over, which slows down the next case.
      cases: [sqlFiveCommits, onNewShop, onHistory, onHistory, onNewShop],
    },
    {
      bus: 'rabbitmq',
      // The warm-up allocates the memory that slow clients need. The second run shows only leaks.
      warmUp: [spread, slowClients],
      isOnce: true,
      cases: [slowClients, createBacklogCase(backlogOrders)],
    },
  ];
}

/** The cases that `--quick` runs. */
const quickCases = [spread, hot, atRest];
/** Reference cases. Each runs if a selected case is compared with it. */
const references = [sqlFiveCommits, sqlBatched, messages, atRestByHand, onNewShop];

export interface Choice {
  /** Names of cases. An empty list selects all cases, or those of `--quick`. */
  readonly names: readonly string[];
  /** Whether to select only a few cases if `names` is empty. */
  readonly isQuick: boolean;
}

/** Reduces the groups to the selected cases. @throws Error if a name is unknown */
export function selectGroups(groups: readonly Group[], { names, isQuick }: Choice): Group[] {
  const known = new Set(groups.flatMap(({ cases }) => cases.map(({ name }) => name)));
  const unknown = names.find((name) => !known.has(name));
  if (unknown) throw new Error(`unknown case '${unknown}'; the cases are ${[...known].join(', ')}`);
  if (names.length === 0 && !isQuick) return [...groups];

  const chosen = names.length > 0 ? names : quickCases.map(({ name }) => name);
  return groups.flatMap((group) => {
    const isChosen = ({ name }: BenchCase) => chosen.includes(name);
    const compared = group.cases
      .filter(isChosen)
      .flatMap(({ ratios = {} }) => Object.values(ratios));
    const isNeeded = (each: BenchCase) =>
      isChosen(each) || (references.includes(each) && compared.includes(each.name));
    if (!group.cases.some(isChosen)) return [];
    return [{ ...group, cases: group.cases.filter(isNeeded) }];
  });
}
