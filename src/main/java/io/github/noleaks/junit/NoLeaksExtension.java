package io.github.noleaks.junit;

import org.junit.jupiter.api.extension.Extension;

/** The Jupiter extension behind {@link io.github.noleaks.VerifyNoLeaks}. */
public final class NoLeaksExtension implements Extension {

  /** Made by JUnit. */
  public NoLeaksExtension() {}
}
