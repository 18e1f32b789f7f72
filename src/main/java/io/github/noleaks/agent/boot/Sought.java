package io.github.noleaks.agent.boot;

import org.jspecify.annotations.Nullable;

/** The key under which the opening of a resource is found. */
final class Sought {
  private final Object resource;

  Sought(Object resource) {
    this.resource = resource;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(resource);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Opening opening && opening.refersTo(resource);
  }
}
