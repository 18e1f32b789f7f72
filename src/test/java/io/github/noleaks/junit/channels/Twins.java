package io.github.noleaks.junit.channels;

import io.github.noleaks.VerifyNoLeaks;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The suites: a test that leaves each kind of channel open, and its careful twin. */
final class Twins {
  private Twins() {}

  /** Leaves all open that is kept somewhere. */
  @VerifyNoLeaks
  static class LeakyTests {
    @TempDir static Path folder;

    @ParameterizedTest
    @EnumSource
    void leaves(ChannelKind kind) throws Exception {
      Kept.keep(kind.open(folder));
    }
  }

  /** Opens what the garbage collector closes in the end, and forgets it at once. */
  @VerifyNoLeaks
  static class DroppingTests {
    @TempDir static Path folder;

    @ParameterizedTest
    @EnumSource(
        names = {
          "INPUT_STREAM",
          "OUTPUT_STREAM",
          "RANDOM_ACCESS_FILE",
          "FILE_CHANNEL",
          "LINES",
          "SOCKET",
          "SERVER_SOCKET",
          "DATAGRAM_SOCKET"
        })
    @SuppressWarnings("resource") // To forget it is what is tested.
    void drops(ChannelKind kind) throws Exception {
      kind.open(folder);
    }
  }

  /** The same with what nobody closes any more: for a JVM that soon ends. */
  @VerifyNoLeaks
  static class DroppingForEverTests {
    @TempDir static Path folder;

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("resource") // To forget it is what is tested.
    void drops(ChannelKind kind) throws Exception {
      kind.open(folder);
    }
  }

  /** Closes all. */
  @VerifyNoLeaks
  static class CarefulTests {
    @TempDir static Path folder;

    @ParameterizedTest
    @EnumSource
    void closes(ChannelKind kind) throws Exception {
      kind.open(folder).close();
    }

    @ParameterizedTest
    @EnumSource
    void closesWhatAnotherThreadOpened(ChannelKind kind) throws Exception {
      Thread other =
          new Thread(
              () -> {
                try {
                  kind.open(folder).close();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      other.start();
      other.join();
    }
  }
}
