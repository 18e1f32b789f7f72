package io.github.noleaks.agent.boot;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** A resource that was opened, found by its identity: no method of the user's is ever called. */
final class Opening extends WeakReference<Object> {
  private final int hash;
  final long number;
  final String kind;
  final String type;
  final boolean accepted;
  final @Nullable Object recorded;

  /** What is known of the way it leads to, from its opening on or from a later moment. */
  volatile @Nullable Object place;

  volatile @Nullable String mode;
  volatile @Nullable Object local;
  volatile @Nullable Object remote;
  volatile int localPort;
  volatile int remotePort;
  volatile @Nullable FileDescriptor descriptor;

  Opening(
      Object resource,
      ReferenceQueue<Object> gone,
      long number,
      String kind,
      boolean accepted,
      @Nullable Object recorded) {
    super(resource, gone);
    hash = System.identityHashCode(resource);
    this.number = number;
    this.kind = kind;
    type = resource.getClass().getName();
    this.accepted = accepted;
    this.recorded = recorded;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }
}
