package io.github.noleaks.internal.watch;

import org.jspecify.annotations.Nullable;

/** What the agent tells of an opening, in the order in which it does so. */
record RecordedOpening(
    long number,
    String kind,
    String type,
    boolean accepted,
    @Nullable Object recorded,
    @Nullable Object resource,
    @Nullable String path,
    @Nullable String mode,
    @Nullable Object local,
    int localPort,
    @Nullable Object remote,
    int remotePort,
    Object handle) {

  static RecordedOpening of(@Nullable Object[] told) {
    return new RecordedOpening(
        (long) required(told[0]),
        (String) required(told[1]),
        (String) required(told[2]),
        (boolean) required(told[3]),
        told[4],
        told[5],
        told[6] == null ? null : told[6].toString(),
        (String) told[7],
        told[8],
        (int) required(told[9]),
        told[10],
        (int) required(told[11]),
        required(told[12]));
  }

  private static Object required(@Nullable Object value) {
    if (value == null) {
      throw new IllegalStateException("the agent is of another version");
    }
    return value;
  }
}
