package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedTask;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks of libraries that no test is to blame for. */
class KnownTasksTest {
  @ParameterizedTest
  @CsvSource({
    "org.eclipse.jetty.io.IdleTimeout$$Lambda/0x00007f00, true",
    "io.grpc.internal.ManagedChannelImpl$IdleModeTimer, true",
    "com.zaxxer.hikari.pool.HikariPool$HouseKeeper, true",
    "org.eclipse.jettyx.io.IdleTimeout, false",
    "com.acme.Mailer$$Lambda/0x00007f00, false",
    "java.util.concurrent.FutureTask, false"
  })
  void isToldByItsClass(String className, boolean harmless) {
    LeakedTask task =
        new LeakedTask(className, LeakedTask.Kind.DELAYED, Duration.ofSeconds(30), "a scheduler");
    assertThat(KnownTasks.isHarmless(task)).isEqualTo(harmless);
  }
}
