"""What others hold in their hands: cosignatures, their policy, proofs and receipts."""
