package io.github.noleaks;

/**
 * A mark of what was there at one moment, taken by {@link NoLeaks#snapshot()}. It may be used from
 * any thread, any number of times, and holds no object of the user's. Who created a thread is
 * recorded from then on in the thread that took it, until that closes it or takes another one.
 *
 * <p>Used in try-with-resources, it verifies at the end of the block:
 *
 * <pre>{@code
 * try (Snapshot before = NoLeaks.snapshot()) {
 *   service.sendAll(orders);
 * }
 * }</pre>
 */
public interface Snapshot extends AutoCloseable {

  /**
   * Looks for what has been left behind since this snapshot, and waits for it to settle.
   *
   * @return what was found, possibly nothing
   */
  LeakReport find();

  /**
   * Fails if something has been left behind since this snapshot.
   *
   * @throws LeaksFoundError if something was found
   */
  void verifyNone();

  /**
   * The same as {@link #verifyNone()}.
   *
   * @throws LeaksFoundError if something was found
   */
  @Override
  void close();
}
