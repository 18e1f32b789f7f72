package io.github.noleaks.random;

import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** As many extensions do: makes a pool for the first class that wants it, kept for all others. */
@SuppressWarnings("deprecation") // CloseableResource: all that JUnit 5.10 to 5.12 close
public final class PoolOfExtension implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.create(PoolOfExtension.class))
        .getOrComputeIfAbsent(Resource.class, key -> new Resource(), Resource.class);
  }

  private static final class Resource implements Store.CloseableResource, AutoCloseable {
    private final ThreadPoolExecutor pool = RandomRun.warmPool("pool-of-extension-", 1);

    Resource() {
      RandomRun.current().poolOfExtension(pool);
    }

    @Override
    public void close() throws InterruptedException {
      RandomRun.current().poolOfExtension(null);
      Waiting.end(pool);
    }
  }
}
