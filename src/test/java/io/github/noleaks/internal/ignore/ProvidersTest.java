package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRuleProvider;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaksConfigurationException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that libraries ship, found by ServiceLoader in a folder made for each test. */
class ProvidersTest {
  private static final LeakedThread DRIVER =
      Threads.sender("driver-timer-1", "java.lang.Thread", "main", true);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final RuleUse use = new RuleUse();

  private RuleSet load(String... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(IgnoreRuleProvider.class.getName()), Arrays.asList(providers));
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, ProvidersTest.class.getClassLoader())) {
      return RuleSet.empty(use).plusProviders(loader);
    }
  }

  @Test
  void withoutProvidersNothingChanges() {
    assertThat(
            RuleSet.empty(use).plusProviders(ProvidersTest.class.getClassLoader()).ignores(DRIVER))
        .isFalse();
  }

  @Test
  void theRulesOfAProviderHold() throws IOException {
    assertThat(load(Shipping.class.getName()).ignores(DRIVER)).isTrue();
  }

  @Test
  void aProvidersRuleThatMatchesNothingIsNotMentioned() throws IOException {
    load(Shipping.class.getName());

    assertThat(use.notices()).isEmpty();
  }

  @Test
  void aProviderThatThrowsIsNamed() {
    assertThatThrownBy(() -> load(Throwing.class.getName()))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContaining(Throwing.class.getName())
        .hasMessageContaining("java.lang.UnsupportedOperationException")
        .hasCauseInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aProviderWithABrokenRuleIsNamed() {
    assertThatThrownBy(() -> load(Shipping.class.getName(), Broken.class.getName()))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContaining(Broken.class.getName())
        .hasMessageContaining("com.acme.Driver#poll");
  }

  @Test
  void aProviderThatReturnsNullIsNamed() {
    assertThatThrownBy(() -> load(Null.class.getName()))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContaining(Null.class.getName());
    assertThatThrownBy(() -> load(NullRule.class.getName()))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContaining(NullRule.class.getName());
  }

  @Test
  void aProviderThatCannotBeLoadedIsNamed() {
    assertThatThrownBy(() -> load("com.acme.NoSuchProvider"))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContaining("com.acme.NoSuchProvider");
    assertThatThrownBy(() -> load(NoProvider.class.getName()))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContaining(NoProvider.class.getName());
  }

  /** A library's rules. */
  public static final class Shipping implements IgnoreRuleProvider {
    @Override
    public Collection<IgnoreRule> rules() {
      return List.of(
          IgnoreRule.because("the driver keeps it").thread("driver-timer-*"),
          IgnoreRule.because("the driver keeps it").thread("driver-poller-*"));
    }
  }

  /** Throws. */
  public static final class Throwing implements IgnoreRuleProvider {
    @Override
    public Collection<IgnoreRule> rules() {
      throw new UnsupportedOperationException("not on this platform");
    }
  }

  /** Ships a rule that can never match. */
  public static final class Broken implements IgnoreRuleProvider {
    @Override
    public Collection<IgnoreRule> rules() {
      return List.of(IgnoreRule.because("r").anyFrame("com.acme.Driver#poll"));
    }
  }

  /** Returns nothing at all. */
  public static final class Null implements IgnoreRuleProvider {
    @SuppressWarnings("NullAway") // as code without null checks may do
    @Override
    public Collection<IgnoreRule> rules() {
      return null;
    }
  }

  /** Returns a list with a hole. */
  public static final class NullRule implements IgnoreRuleProvider {
    @Override
    public Collection<IgnoreRule> rules() {
      return Arrays.asList((IgnoreRule) null);
    }
  }

  /** Is no provider. */
  public static final class NoProvider {}
}
