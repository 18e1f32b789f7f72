package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockitoAnnotations;

/** The check runs after everything that other extensions close, and does not blame tests for it. */
class OtherExtensionsTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  /** A thread that lives until it is closed. */
  @SuppressWarnings("deprecation") // CloseableResource: all that JUnit 5.10 to 5.12 close
  record Resource(Thread thread) implements CloseableResource, AutoCloseable {
    static Resource open(String name) {
      return new Resource(Planted.sender(name));
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Puts what it opens into the test's store, which JUnit closes last of all. */
  static class StoreClosed implements BeforeEachCallback, ParameterResolver {
    private static final Namespace MINE = Namespace.create(StoreClosed.class);

    @Override
    public void beforeEach(ExtensionContext context) {
      context.getStore(MINE).put("each", Resource.open("store-closed"));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Resource.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Resource resource = Resource.open("store-closed-parameter");
      context.getStore(MINE).put("parameter", resource);
      return resource;
    }
  }

  @ExtendWith(StoreClosed.class)
  @VerifyNoLeaks
  static class OtherRegisteredFirst {
    @Test
    void clean(Resource resource) {
      assertThat(resource.thread().isAlive()).isTrue();
    }
  }

  @VerifyNoLeaks
  @ExtendWith(StoreClosed.class)
  static class OtherRegisteredLast {
    @Test
    void clean(Resource resource) {
      assertThat(resource.thread().isAlive()).isTrue();
    }
  }

  @Test
  void resourcesInTheStoreAreClosedBeforeTheCheck() {
    assertThat(Suite.of(OtherRegisteredFirst.class, OtherRegisteredLast.class).run().failed())
        .isEmpty();
    assertThat(Suite.of(OtherRegisteredFirst.class).global().run().failed()).isEmpty();
  }

  /** Opens in beforeEach, closes in afterEach. */
  static class PerTest implements BeforeEachCallback, AfterEachCallback {
    private final ThreadLocal<Resource> open = new ThreadLocal<>();

    @Override
    public void beforeEach(ExtensionContext context) {
      open.set(Resource.open("per-test"));
    }

    @Override
    public void afterEach(ExtensionContext context) {
      if (!context.getDisplayName().startsWith("leaks")) {
        open.get().close();
      }
      open.remove();
    }
  }

  @VerifyNoLeaks
  static class WithRegisteredExtension {
    @RegisterExtension final PerTest extension = new PerTest();

    @TempDir Path folder;

    @Test
    void clean() {
      assertThat(folder).exists();
    }

    @Test
    void leaks() {}
  }

  @Test
  void whatAnExtensionLeavesPerTestIsTheTests() {
    assertThat(Suite.of(WithRegisteredExtension.class).run().failed()).containsExactly("leaks");
  }

  /** As Spring does: the first instance makes a context, all classes share it, the JVM ends it. */
  static class SharedContext implements TestInstancePostProcessor {
    private static Resource context;

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext extensionContext) {
      if (context == null || !context.thread().isAlive()) {
        context = Resource.open("shared-context");
      }
    }
  }

  @ExtendWith(SharedContext.class)
  @VerifyNoLeaks
  static class FirstOfContext {
    private final Thread own = Planted.sender("of-field");

    @Test
    void leaksAField() {
      assertThat(own.isAlive()).isTrue();
    }

    @Test
    void leaks() {
      Planted.sender("of-test");
    }
  }

  @VerifyNoLeaks
  @ExtendWith(SharedContext.class)
  static class SecondOfContext {
    @Test
    void clean() {}
  }

  @Test
  void aSharedContextIsNotItsFirstUsersLeak() {
    Results results = Suite.of(FirstOfContext.class, SecondOfContext.class).global().run();

    assertThat(results.failed()).containsExactly("leaks", "leaksAField");
    assertThat(results.reportOf("leaksAField").threads())
        .extracting("name")
        .containsExactly("of-field");
    assertThat(results.reportOf("leaks").threads())
        .extracting("name")
        .containsExactly("of-field", "of-test");
  }

  /** JUnit's own idiom for "once for all classes": the root store closes it. */
  static class OnceForAll implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      context
          .getRoot()
          .getStore(Namespace.GLOBAL)
          .getOrComputeIfAbsent("once", key -> Resource.open("once-for-all"), Resource.class);
    }
  }

  @ExtendWith(OnceForAll.class)
  @VerifyNoLeaks
  static class FirstOfOnce {
    @Test
    void clean() {}
  }

  @ExtendWith(OnceForAll.class)
  @VerifyNoLeaks
  static class SecondOfOnce {
    @Test
    void clean() {}
  }

  @Test
  void whatTheRootStoreClosesIsNoLeak() {
    assertThat(Suite.of(FirstOfOnce.class, SecondOfOnce.class).run().failed()).isEmpty();
    assertThat(Suite.of(FirstOfOnce.class, SecondOfOnce.class).global().run().failed()).isEmpty();
  }

  /** The same, but nobody closes it. */
  static class NeverClosed implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      Planted.sender("never-closed");
    }
  }

  @ExtendWith(NeverClosed.class)
  @VerifyNoLeaks
  static class UsingNeverClosed {
    @Test
    void clean() {}
  }

  @Test
  void whatAnExtensionNeverClosesFailsTheRun() {
    Results results = Suite.of(UsingNeverClosed.class).run();

    assertThat(results.failed()).containsExactly("JUnit Jupiter");
    assertThat(results.reportOf("JUnit Jupiter").threads())
        .extracting("name")
        .containsExactly("never-closed");
  }

  @VerifyNoLeaks
  static class WithMocks {
    @org.mockito.Mock Supplier<String> annotated;

    @Test
    void clean() throws Exception {
      try (AutoCloseable mocks = MockitoAnnotations.openMocks(this)) {
        Supplier<String> supplier = mock();
        when(supplier.get()).thenReturn("mocked");
        when(annotated.get()).thenReturn("mocked");
        assertThat(supplier.get() + annotated.get()).isEqualTo("mockedmocked");
      }
    }
  }

  @Test
  void mockitoLeavesNothing() {
    assertThat(Suite.of(WithMocks.class).run().failed()).isEmpty();
  }
}
