import { onAbort, pause } from '@online-shop/shared/bus/on-abort';

describe('onAbort', () => {
  test('calls every listener once, through one listener of the signal', () => {
    const controller = new AbortController();
    const add = jest.spyOn(controller.signal, 'addEventListener');
    const listeners = Array.from({ length: 50 }, () => jest.fn());

    for (const listener of listeners) onAbort(controller.signal, listener);
    controller.abort();

    expect(add).toHaveBeenCalledTimes(1);
    for (const listener of listeners) expect(listener).toHaveBeenCalledTimes(1);
  });

  test('calls a late listener at once', () => {
    const listener = jest.fn();

    onAbort(AbortSignal.abort(), listener);

    expect(listener).toHaveBeenCalledTimes(1);
  });

  test('removes only the given listener', () => {
    const controller = new AbortController();
    const listener = jest.fn();
    const forget = onAbort(controller.signal, listener);
    onAbort(controller.signal, listener);

    forget();
    controller.abort();

    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe('pause', () => {
  test('ends after its time', async () => {
    const { signal } = new AbortController();

    await pause(1, signal);

    expect(signal.aborted).toBe(false);
  });

  test('ends when the signal aborts', async () => {
    const controller = new AbortController();
    const pausing = pause(1_000_000, controller.signal);

    controller.abort();

    await expect(pausing).resolves.toBeUndefined();
  });
});
