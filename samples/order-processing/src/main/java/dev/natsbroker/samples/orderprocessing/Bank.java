package dev.natsbroker.samples.orderprocessing;

import org.springframework.stereotype.Component;

/** A bank that is not always well: it answers some customers late, and others never. */
@Component
class Bank {
    /** @param attempt how often it has been asked, from 1 */
    void collect(Order order, long attempt) {
        switch (order.customer()) {
            case "nobody" -> throw new UnknownCustomerException("The bank knows no customer " + order.customer());
            case "late" -> requireAttempt(3, attempt);
            case "broke" -> requireAttempt(Long.MAX_VALUE, attempt);
            default -> {}
        }
    }

    private static void requireAttempt(long wanted, long attempt) {
        if (attempt < wanted) {
            throw new IllegalStateException("The bank is busy");
        }
    }

    /** Trying again does not help. */
    static final class UnknownCustomerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownCustomerException(String message) {
            super(message);
        }
    }
}
