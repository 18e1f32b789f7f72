package com.acme;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/** Answers questions about prices, one after the other, in one thread of its own. */
public final class PriceFeed implements AutoCloseable {
  private record Question(String article, CompletableFuture<Integer> answer) {}

  private final Map<String, Integer> prices;
  private final BlockingQueue<Question> questions = new ArrayBlockingQueue<>(16);
  private final Thread thread = new Thread(this::answerQuestions, "price-feed");

  /** Opens the feed, and with it its thread. */
  public PriceFeed(Map<String, Integer> prices) {
    this.prices = Map.copyOf(prices);
    thread.start();
  }

  /** Asks for the price of an article; 0 for one that nobody sells. */
  public int price(String article) {
    Question question = new Question(article, new CompletableFuture<>());
    questions.add(question);
    return question.answer().join();
  }

  private void answerQuestions() {
    try {
      while (true) {
        Question question = questions.take();
        question.answer().complete(prices.getOrDefault(question.article(), 0));
      }
    } catch (InterruptedException e) {
      // The feed was closed.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
