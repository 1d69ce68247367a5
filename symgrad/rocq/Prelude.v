(* symgrad prelude: what exported proofs quote, one lemma or tactic for each rule and each node of a witness. *)
From Symgrad Require Export Field Derivative.
#[global] Open Scope Z_scope.

(* ---- propositions as booleans ---- *)

Lemma true_reflect : true = true <-> True.
Proof. tauto. Qed.
Lemma false_reflect : false = true <-> False.
Proof. split; [discriminate | intros []]. Qed.
Lemma ne_reflect i j : negb (i =? j) = true <-> i <> j.
Proof. rewrite negb_true_iff. apply Z.eqb_neq. Qed.
Lemma divides_reflect d i : (i mod d =? 0) = true <-> (d | i).
Proof. apply mod_divides. Qed.
Lemma and_reflect (b c : bool) (P Q : Prop) : (b = true <-> P) -> (c = true <-> Q) -> (b && c = true <-> P /\ Q).
Proof. rewrite andb_true_iff. tauto. Qed.
Lemma or_reflect (b c : bool) (P Q : Prop) : (b = true <-> P) -> (c = true <-> Q) -> (b || c = true <-> P \/ Q).
Proof. rewrite orb_true_iff. tauto. Qed.
Lemma not_reflect (b : bool) (P : Prop) : (b = true <-> P) -> (negb b = true <-> ~ P).
Proof. intros <-. destruct b; cbn; intuition congruence. Qed.
Lemma iff_reflect (b c : bool) (P Q : Prop) : (b = true <-> P) -> (c = true <-> Q) -> (Bool.eqb b c = true <-> (P <-> Q)).
Proof. intros <- <-. destruct b, c; cbn; intuition congruence. Qed.
Lemma bool_of_iff (b c : bool) (P Q : Prop) : (b = true <-> P) -> (c = true <-> Q) -> (P <-> Q) -> b = c.
Proof. intros <- <-. destruct b, c; intuition congruence. Qed.
Lemma iff_of_bool (b c : bool) (P Q : Prop) : (b = true <-> P) -> (c = true <-> Q) -> b = c -> (P <-> Q).
Proof. intros <- <- ->. tauto. Qed.
Lemma iff_to (P Q : Prop) : (P <-> Q) -> P -> Q.
Proof. tauto. Qed.
Lemma iff_left (P Q : Prop) : P -> (P <-> Q) -> Q.
Proof. tauto. Qed.
Lemma reflected_or_not (b : bool) (P : Prop) : (b = true <-> P) -> P \/ ~ P.
Proof. intros <-. destruct b; [left; reflexivity | right; discriminate]. Qed.
Lemma not_or_not (P : Prop) : P \/ ~ P -> ~ P \/ P.
Proof. tauto. Qed.
Lemma and_or_not (P P' Q Q' : Prop) : P \/ P' -> Q \/ Q' -> (P /\ Q) \/ (P' \/ Q').
Proof. tauto. Qed.
Lemma or_or_not (P P' Q Q' : Prop) : P \/ P' -> Q \/ Q' -> (P \/ Q) \/ (P' /\ Q').
Proof. tauto. Qed.
Lemma and_negated (b b' c c' : bool) : b' = negb b -> c' = negb c -> b' || c' = negb (b && c).
Proof. intros -> ->. symmetry. apply negb_andb. Qed.
Lemma or_negated (b b' c c' : bool) : b' = negb b -> c' = negb c -> b' && c' = negb (b || c).
Proof. intros -> ->. symmetry. apply negb_orb. Qed.

(* ∀ over a range, as a condition; under it, implications *)
Fixpoint everywhere_nat (n : nat) (f : Z -> bool) : bool :=
  match n with O => true | S m => everywhere_nat m f && f (Z.of_nat m) end.
Definition everywhere (lo hi : Z) (f : Z -> bool) : bool := everywhere_nat (Z.to_nat (hi - lo)) (fun t => f (lo + t)).

Lemma everywhere_nat_reflect n f : everywhere_nat n f = true <-> forall t, 0 <= t < Z.of_nat n -> f t = true.
Proof.
  induction n as [|n IH]; cbn [everywhere_nat]; [split; [intros; lia | reflexivity]|]. rewrite andb_true_iff, IH. split.
  - intros [H K] t B. destruct (Z.eq_dec t (Z.of_nat n)) as [->|N]; [exact K | apply H; lia].
  - intro H. split; [intros; apply H; lia | apply H; lia].
Qed.
Lemma everywhere_reflect lo hi (f : Z -> bool) (P : Z -> Prop) :
  (forall i, f i = true <-> P i) -> (everywhere lo hi f = true <-> forall i, lo <= i < hi -> P i).
Proof.
  intro R. unfold everywhere. rewrite everywhere_nat_reflect. split; intros H i B.
  - apply R. replace i with (lo + (i - lo)) by lia. apply H. lia.
  - apply R, H. lia.
Qed.
Lemma everywhere_ext lo hi (f g : Z -> bool) : (forall i, lo <= i < hi -> f i = g i) -> everywhere lo hi f = everywhere lo hi g.
Proof.
  intro H. unfold everywhere.
  assert (K : forall t, 0 <= t < Z.of_nat (Z.to_nat (hi - lo)) -> f (lo + t) = g (lo + t)) by (intros; apply H; lia).
  induction (Z.to_nat _) as [|n IH]; cbn [everywhere_nat]; [reflexivity|]. rewrite IH, K by (intros; try apply K; lia). reflexivity.
Qed.
Lemma everywhere_from lo lo' hi f : lo = lo' -> everywhere lo hi f = everywhere lo' hi f.
Proof. intros ->. reflexivity. Qed.
Lemma everywhere_to lo hi hi' f : hi = hi' -> everywhere lo hi f = everywhere lo hi' f.
Proof. intros ->. reflexivity. Qed.
Lemma given_reflect (b c : bool) (P Q : Prop) : (b = true <-> P) -> (c = true <-> Q) -> (implb b c = true <-> (P -> Q)).
Proof. intros <- <-. destruct b, c; cbn; intuition congruence. Qed.
Lemma given_and_reflect (b c d : bool) (P : Prop) : (implb b (implb c d) = true <-> P) -> (implb (b && c) d = true <-> P).
Proof. intros <-. destruct b; reflexivity. Qed.
Lemma given_ext (b c d : bool) : (b = true -> c = d) -> implb b c = implb b d.
Proof. destruct b; cbn; auto. Qed.
Lemma given_true (b c : bool) : b = true -> implb b c = c.
Proof. intros ->. reflexivity. Qed.

(* two conjunctions with the same parts, in another order or repeated *)
Ltac split_truth H :=
  lazymatch type of H with
  | (_ && _)%bool = true => apply andb_true_iff in H; let K := fresh "K" in destruct H as [H K]; split_truth H; split_truth K
  | _ => idtac
  end.
Ltac show_truth :=
  lazymatch goal with |- (_ && _)%bool = true => apply andb_true_iff; split; show_truth | |- true = true => reflexivity | |- _ => assumption end.
Lemma same_bool (b c : bool) : (b = true -> c = true) -> (c = true -> b = true) -> b = c.
Proof. destruct b, c; intuition congruence. Qed.
Ltac same_condition :=
  first
    [ reflexivity
    | apply same_bool; let H := fresh "H" in intro H; split_truth H; show_truth ].

(* ---- several parts of a sum or product change side by side ---- *)

Section Parts.
  Context {A : Type} (op : A -> A -> A).
  Lemma parts_2 {a b a' b'} :
    a = a' -> b = b' ->
    op a b = op a' b'.
  Proof. intros; subst; reflexivity. Qed.
  Lemma parts_3 {a b c a' b' c'} :
    a = a' -> b = b' -> c = c' ->
    op (op a b) c = op (op a' b') c'.
  Proof. intros; subst; reflexivity. Qed.
  Lemma parts_4 {a b c d a' b' c' d'} :
    a = a' -> b = b' -> c = c' -> d = d' ->
    op (op (op a b) c) d = op (op (op a' b') c') d'.
  Proof. intros; subst; reflexivity. Qed.
  Lemma parts_5 {a b c d e a' b' c' d' e'} :
    a = a' -> b = b' -> c = c' -> d = d' -> e = e' ->
    op (op (op (op a b) c) d) e = op (op (op (op a' b') c') d') e'.
  Proof. intros; subst; reflexivity. Qed.
  Lemma parts_6 {a b c d e f a' b' c' d' e' f'} :
    a = a' -> b = b' -> c = c' -> d = d' -> e = e' -> f = f' ->
    op (op (op (op (op a b) c) d) e) f = op (op (op (op (op a' b') c') d') e') f'.
  Proof. intros; subst; reflexivity. Qed.
  Lemma parts_7 {a b c d e f g a' b' c' d' e' f' g'} :
    a = a' -> b = b' -> c = c' -> d = d' -> e = e' -> f = f' -> g = g' ->
    op (op (op (op (op (op a b) c) d) e) f) g = op (op (op (op (op (op a' b') c') d') e') f') g'.
  Proof. intros; subst; reflexivity. Qed.
  Lemma parts_8 {a b c d e f g h a' b' c' d' e' f' g' h'} :
    a = a' -> b = b' -> c = c' -> d = d' -> e = e' -> f = f' -> g = g' -> h = h' ->
    op (op (op (op (op (op (op a b) c) d) e) f) g) h = op (op (op (op (op (op (op a' b') c') d') e') f') g') h'.
  Proof. intros; subst; reflexivity. Qed.
End Parts.

(* ---- integers ---- *)

Lemma int_le i j : i <= j <-> 0 <= j + -1 * i.
Proof. lia. Qed.
Lemma int_lt i j : i < j <-> 0 <= j + -1 * i + -1.
Proof. lia. Qed.
Lemma int_eq i j : i = j <-> i + -1 * j = 0.
Proof. lia. Qed.
Lemma int_ne i j : i <> j <-> i + -1 * j <> 0.
Proof. lia. Qed.
Lemma same_gap_z (P Q : Prop) (R : Z -> Prop) i j : (P <-> R i) -> (Q <-> R j) -> i = j -> (P <-> Q).
Proof. intros H K ->. tauto. Qed.
Lemma opposite_gap_z_eq (P Q : Prop) i j : (P <-> i = 0) -> (Q <-> j = 0) -> i = -1 * j -> (P <-> Q).
Proof. intros -> -> ->. lia. Qed.
Lemma opposite_gap_z_ne (P Q : Prop) i j : (P <-> i <> 0) -> (Q <-> j <> 0) -> i = -1 * j -> (P <-> Q).
Proof. intros -> -> ->. lia. Qed.
Lemma number_le n i : (0 <=? n) = true -> i = n -> 0 <= i.
Proof. lia. Qed.
Lemma number_lt n i : (0 <=? n) = true -> i = n -> 0 <= i.
Proof. lia. Qed.
Lemma number_ne n i : negb (n =? 0) = true -> i = n -> i <> 0.
Proof. lia. Qed.
Lemma number_not_le n i : (n <? 0) = true -> i = n -> 0 <= i -> False.
Proof. lia. Qed.
Lemma number_not_lt n i : (n <? 0) = true -> i = n -> 0 <= i -> False.
Proof. lia. Qed.
Lemma number_not_eq n i : negb (n =? 0) = true -> i = n -> i = 0 -> False.
Proof. lia. Qed.
Lemma number_not_ne n i : (n =? 0) = true -> i = n -> i <> 0 -> False.
Proof. lia. Qed.
Lemma mod_floor i d : i mod d = i + -1 * (d * (i / d)).
Proof. destruct (Z.eq_dec d 0) as [->|N]; [rewrite Zmod_0_r; lia|]. rewrite Z.mod_eq by exact N. lia. Qed.
Lemma floor_bounds i d : 1 <= d -> d * (i / d) <= i /\ i < d * (i / d) + d.
Proof. intro H. pose proof (Z.mod_pos_bound i d ltac:(lia)). pose proof (mod_floor i d). lia. Qed.
Lemma floor_number n d q i j : (n / d =? q) = true -> i = n -> j = d -> i / j = q.
Proof. intros H -> ->. apply Z.eqb_eq, H. Qed.
Lemma min_bounds i j : Z.min i j <= i /\ Z.min i j <= j /\ (Z.min i j = i \/ Z.min i j = j).
Proof. lia. Qed.
Lemma max_bounds i j : i <= Z.max i j /\ j <= Z.max i j /\ (Z.max i j = i \/ Z.max i j = j).
Proof. lia. Qed.
Lemma divides_by q d i : i = d * q -> (d | i).
Proof. intros ->. exists q. lia. Qed.
Lemma divides_gap d i : (d | i) -> i + -1 * (d * (i / d)) = 0.
Proof. intro H. rewrite <- mod_floor. apply Z.eqb_eq, divides_reflect, H. Qed.
Lemma divides_same d e i j : d = e -> i = j -> ((d | i) <-> (e | j)).
Proof. intros -> ->. tauto. Qed.
Lemma divides_number d e q i j : (d * q =? e) = true -> i = d -> j = e -> (i | j).
Proof. intros H -> ->. exists q. lia. Qed.
Lemma divides_not d e i j : negb (e mod d =? 0) = true -> i = d -> j = e -> (i | j) -> False.
Proof. intros H -> -> K. apply divides_reflect in K. rewrite K in H. discriminate. Qed.
Lemma divides_or_not d i : (d | i) \/ ~ (d | i).
Proof. exact (reflected_or_not _ _ (divides_reflect d i)). Qed.
Lemma eq_or_not_z (i j : Z) : i = j \/ i <> j.
Proof. lia. Qed.
Lemma ne_or_not_z (i j : Z) : i <> j \/ i = j.
Proof. lia. Qed.
Lemma by_denial_le i j : (j < i -> False) -> i <= j.
Proof. lia. Qed.
Lemma by_denial_lt i j : (j <= i -> False) -> i < j.
Proof. lia. Qed.
Lemma by_denial_eq (i j : Z) : (i <> j -> False) -> i = j.
Proof. lia. Qed.
Lemma by_denial_ne (i j : Z) : (i = j -> False) -> i <> j.
Proof. tauto. Qed.
Lemma by_denial_divides d i : (~ (d | i) -> False) -> (d | i).
Proof. destruct (divides_or_not d i); tauto. Qed.
Lemma negative_z t n : 0 <= t -> t = n -> (n <? 0) = true -> False.
Proof. lia. Qed.
Lemma zero_mul_z m i : i = 0 -> m * i = 0.
Proof. lia. Qed.
Lemma zero_add_z i j : i = 0 -> j = 0 -> i + j = 0.
Proof. lia. Qed.
Lemma zero_nonneg_z i : i = 0 -> 0 <= i.
Proof. lia. Qed.
Lemma combined_z n i j t : n * (i + -1 * j) = t -> t = 0 -> (n =? 0) = false -> i = j.
Proof. intros H K N. rewrite K in H. apply Z.mul_eq_0 in H. lia. Qed.
Lemma induct_from start (P : Z -> Prop) :
  P start -> (forall n, start <= n -> P n -> P (n + 1)) -> forall n, start <= n -> P n.
Proof.
  intros H K n L. replace n with (start + Z.of_nat (Z.to_nat (n - start))) by lia. clear L.
  induction (Z.to_nat (n - start)) as [|m IH]; [replace (start + Z.of_nat 0) with start by lia; exact H|].
  replace (start + Z.of_nat (S m)) with (start + Z.of_nat m + 1) by lia. apply K; [lia | exact IH].
Qed.

(* ---- points ---- *)

Lemma range_from lo lo' hi f : lo = lo' -> range lo hi f = range lo' hi f.
Proof. intros ->. reflexivity. Qed.
Lemma range_to lo hi hi' f : hi = hi' -> range lo hi f = range lo hi' f.
Proof. intros ->. reflexivity. Qed.

(* A literal tensor, row by row: zero outside its shape. *)
Fixpoint literal_place (shape p : list Z) (place : Z) : option Z :=
  match shape, p with
  | [], [] => Some place
  | n :: shape', i :: p' => if (0 <=? i) && (i <? n) then literal_place shape' p' (place * n + i) else None
  | _, _ => None
  end.
Definition literal {F : ordered_field} (shape : list Z) (values : list F) : tensor F :=
  fun p => match literal_place shape p 0 with Some k => nth (Z.to_nat k) values zero | None => zero end.

Lemma same_reflect (p q : list Z) : same p q = true <-> p = q.
Proof.
  revert q. induction p as [|i p IH]; intros [|j q]; cbn; try (split; [reflexivity || discriminate | congruence]).
  rewrite andb_true_iff, Z.eqb_eq, IH. split; [intros [-> ->]; reflexivity | intro H; injection H; auto].
Qed.

Section Scalars.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Local Open Scope scalar_scope.
  Implicit Types (a b c d : F) (p q : bool).

  (* ---- comparisons ---- *)

  Lemma seq_reflect a b : eqb a b = true <-> a = b.
  Proof. apply eqb_eq. Qed.
  Lemma sne_reflect a b : negb (eqb a b) = true <-> a <> b.
  Proof. rewrite negb_true_iff. apply eqb_neq. Qed.
  Lemma slt_reflect a b : ltb a b = true <-> a < b.
  Proof. apply ltb_lt. Qed.
  Lemma sle_reflect a b : leb a b = true <-> a <= b.
  Proof. tauto. Qed.
  Lemma sle_or_not a b : a <= b \/ b < a.
  Proof. destruct (le_or_lt a b); tauto. Qed.
  Lemma slt_or_not a b : a < b \/ b <= a.
  Proof. destruct (le_or_lt b a); tauto. Qed.
  Lemma seq_or_not a b : a = b \/ a <> b.
  Proof. exact (reflected_or_not _ _ (eqb_eq a b)). Qed.
  Lemma sne_or_not a b : a <> b \/ a = b.
  Proof. destruct (seq_or_not a b); tauto. Qed.
  Lemma scalar_apart a b : a <> b <-> a < b \/ b < a.
  Proof.
    split.
    - intro N. destruct (lt_or_eq_or_lt a b) as [[H|H]|H]; tauto.
    - intros [H|H] E; subst; exact (lt_irrefl _ H).
  Qed.

  Lemma gap_minus a b : b + cast (-1) * a = b - a.
  Proof. ring. Qed.
  Lemma scalar_le a b : a <= b <-> zero <= b + cast (-1) * a.
  Proof. rewrite gap_minus. apply le_sub. Qed.
  Lemma scalar_lt a b : a < b <-> zero < b + cast (-1) * a.
  Proof. rewrite gap_minus. apply lt_sub. Qed.
  Lemma scalar_eq a b : a = b <-> a + cast (-1) * b = zero.
  Proof. split; [intros ->; ring|]. rewrite gap_minus. apply sub_zero. Qed.
  Lemma scalar_ne a b : a <> b <-> a + cast (-1) * b <> zero.
  Proof. rewrite scalar_eq. tauto. Qed.
  Lemma same_gap (P Q : Prop) (R : F -> Prop) a b : (P <-> R a) -> (Q <-> R b) -> a = b -> (P <-> Q).
  Proof. intros H K ->. tauto. Qed.
  Lemma opposite_zero b : cast (-1) * b = zero <-> b = zero.
  Proof. split; intro H; [|rewrite H; ring]. transitivity (cast (-1) * (cast (-1) * b)); [ring|]. rewrite H; ring. Qed.
  Lemma opposite_gap_eq (P Q : Prop) a b : (P <-> a = zero) -> (Q <-> b = zero) -> a = cast (-1) * b -> (P <-> Q).
  Proof. intros -> -> ->. apply opposite_zero. Qed.
  Lemma opposite_gap_ne (P Q : Prop) a b : (P <-> a <> zero) -> (Q <-> b <> zero) -> a = cast (-1) * b -> (P <-> Q).
  Proof. intros -> -> ->. rewrite opposite_zero. tauto. Qed.

  (* ---- numbers ---- *)

  Lemma ratio_sign (r : Q) : (0 <? Qnum r)%Z = true -> (zero : F) < ratio r.
  Proof.
    intro H. rewrite ratio_def. apply pos_mul; [apply cast_pos; lia|]. apply pos_inv, cast_pos. lia.
  Qed.
  Lemma ratio_nonneg (r : Q) : (0 <=? Qnum r)%Z = true -> (zero : F) <= ratio r.
  Proof.
    intro H. rewrite ratio_def. apply nonneg_mul; [apply cast_nonneg; lia|]. apply lt_le, pos_inv, cast_pos. lia.
  Qed.
  Lemma ratio_minus (r : Q) : (Qnum r <? 0)%Z = true -> ratio r < (zero : F).
  Proof.
    intro H. apply (proj2 (lt_sub _ _)). replace (zero - ratio r : F) with (ratio (Qopp r) : F) by (rewrite ratio_opp; ring).
    apply ratio_sign. cbn. lia.
  Qed.
  Lemma ratio_nonzero (r : Q) : negb (Qnum r =? 0)%Z = true -> ratio r <> (zero : F).
  Proof.
    intro H. destruct (Z_lt_le_dec (Qnum r) 0) as [L|L].
    - apply lt_neq, ratio_minus. lia.
    - apply pos_neq, ratio_sign. lia.
  Qed.
  Lemma number_positive (r : Q) : (0 <? Qnum r)%Z = true -> (zero : F) < ratio r.
  Proof. apply ratio_sign. Qed.
  Lemma number_sle (r : Q) a : (0 <=? Qnum r)%Z = true -> a = ratio r -> zero <= a.
  Proof. intros H ->. apply ratio_nonneg, H. Qed.
  Lemma number_slt (r : Q) a : (0 <? Qnum r)%Z = true -> a = ratio r -> zero < a.
  Proof. intros H ->. apply ratio_sign, H. Qed.
  Lemma number_sne (r : Q) a : negb (Qnum r =? 0)%Z = true -> a = ratio r -> a <> zero.
  Proof. intros H ->. apply ratio_nonzero, H. Qed.
  Lemma number_not_sle (r : Q) a : (Qnum r <? 0)%Z = true -> a = ratio r -> zero <= a -> False.
  Proof. intros H ->. apply lt_not_le, ratio_minus, H. Qed.
  Lemma number_not_slt (r : Q) a : (Qnum r <=? 0)%Z = true -> a = ratio r -> zero < a -> False.
  Proof.
    intros H -> L. destruct (Z.eq_dec (Qnum r) 0) as [E|E].
    - rewrite ratio_def, E in L. apply (lt_neq _ _ L). change (cast 0) with (@zero F). ring.
    - apply (lt_not_le _ _ L), lt_le, ratio_minus. lia.
  Qed.
  Lemma number_not_seq (r : Q) a : negb (Qnum r =? 0)%Z = true -> a = ratio r -> a = zero -> False.
  Proof. intros H ->. apply ratio_nonzero, H. Qed.
  Lemma number_not_sne (r : Q) a : (Qnum r =? 0)%Z = true -> a = ratio r -> a <> zero -> False.
  Proof. intros H -> N. apply N. apply Z.eqb_eq in H. rewrite ratio_def, H. ring. Qed.
  Lemma inverse_number c d a : c * d = one -> a = c -> inv a = d.
  Proof.
    intros H ->. assert (N : c <> zero) by (intros E; rewrite E in H; apply (@one_neq_zero F); rewrite <- H; ring).
    transitivity (inv c * (c * d)); [rewrite H; ring|]. transitivity (inv c * c * d); [ring|]. rewrite inv_l by exact N. ring.
  Qed.

  (* ---- witnesses over the scalars ---- *)

  Lemma by_denial_sle a b : (b < a -> False) -> a <= b.
  Proof. apply not_lt_le. Qed.
  Lemma by_denial_slt a b : (b <= a -> False) -> a < b.
  Proof. destruct (slt_or_not a b); tauto. Qed.
  Lemma by_denial_seq a b : (a <> b -> False) -> a = b.
  Proof. destruct (seq_or_not a b); tauto. Qed.
  Lemma by_denial_sne a b : (a = b -> False) -> a <> b.
  Proof. tauto. Qed.
  Lemma negative (r : Q) a : zero <= a -> a = ratio r -> (Qnum r <? 0)%Z = true -> False.
  Proof. intros H E N. exact (number_not_sle r a N E H). Qed.
  Lemma not_positive a : zero < a -> a = zero -> False.
  Proof. intros H ->. exact (lt_irrefl _ H). Qed.
  Lemma pos_add_r a b : zero <= a -> zero < b -> zero < a + b.
  Proof. intros H K. replace (a + b) with (b + a) by ring. apply pos_add; assumption. Qed.
  Lemma zero_mul m a : a = zero -> m * a = zero.
  Proof. intros ->. ring. Qed.
  Lemma zero_add a b : a = zero -> b = zero -> a + b = zero.
  Proof. intros -> ->. ring. Qed.
  Lemma zero_nonneg a : a = zero -> zero <= a.
  Proof. intros ->. apply le_refl. Qed.
  Lemma combined (r : Q) a b c : ratio r * (a + cast (-1) * b) = c -> c = zero -> negb (Qnum r =? 0)%Z = true -> a = b.
  Proof.
    intros H E N. rewrite E in H. apply scalar_eq. destruct (mul_zero _ _ H) as [K|K]; [|exact K].
    destruct (ratio_nonzero r N K).
  Qed.
  Lemma from_gap a b c : a + cast (-1) * b = c -> c = zero -> a = b.
  Proof. intros H K. apply scalar_eq. congruence. Qed.
  Lemma cast_zero i : i = 0%Z -> cast i = zero :> F.
  Proof. intros ->. reflexivity. Qed.
  Lemma cast_eq i j : i = j -> cast i = cast j :> F.
  Proof. intros ->. reflexivity. Qed.
  Lemma cast_ne i j : i <> j -> cast i <> cast j :> F.
  Proof. intros H E. apply H, (cast_inj _ _ E). Qed.

  (* ---- sums ---- *)

  Lemma sum_from lo lo' hi (f : Z -> F) : lo = lo' -> sum lo hi f = sum lo' hi f.
  Proof. intros ->. reflexivity. Qed.
  Lemma sum_to lo hi hi' (f : Z -> F) : hi = hi' -> sum lo hi f = sum lo hi' f.
  Proof. intros ->. reflexivity. Qed.
  Lemma guarded p (f : F -> F -> F) a b :
    (forall c, f zero c = zero) -> (p = true -> a = b) -> f (bracket p) a = f (bracket p) b.
  Proof. intros Z H. destruct p; cbn; [rewrite H by reflexivity; reflexivity | rewrite !Z; reflexivity]. Qed.
  Definition linear (f : F -> F) : Prop := forall a, f a = f one * a.
  Lemma linear_hole : linear (fun a => a).
  Proof. intro a. ring. Qed.
  Lemma linear_left f c : linear f -> linear (fun a => f a * c).
  Proof. intros L a. rewrite L. ring. Qed.
  Lemma linear_right c f : linear f -> linear (fun a => c * f a).
  Proof. intros L a. rewrite L. ring. Qed.
  Lemma linear_zero f : linear f -> f zero = zero.
  Proof. intro L. rewrite L. ring. Qed.
  Lemma linear_sum f lo hi (g h : Z -> F) :
    linear f -> (forall i, (lo <= i < hi)%Z -> f (g i) = h i) -> f (sum lo hi g) = sum lo hi h.
  Proof. intros L H. rewrite L, sum_mul_l. apply sum_ext. intros i B. rewrite <- L. apply H, B. Qed.
  Lemma linear_when f p a b : linear f -> f a = b -> f (when p a) = when p b.
  Proof. intros L <-. destruct p; [reflexivity | apply linear_zero, L]. Qed.
  Lemma pull_bracket (f : F -> F) p : linear f -> f (bracket p) = when p (f one).
  Proof. intro L. destruct p; [reflexivity | apply linear_zero, L]. Qed.
  Lemma when_equal_ p q a b : p = q -> a = b -> when p a = when q b.
  Proof. intros -> ->. reflexivity. Qed.
  Lemma when_zero_body p a : a = zero -> when p a = zero.
  Proof. intros ->. apply when_zero. Qed.
  Lemma when_parts p q r p' p'' a :
    r = negb q -> p' = p && q -> p'' = p && r -> when p a = when p' a + when p'' a.
  Proof. intros -> -> ->. apply when_split. Qed.
  Lemma sum_split lo hi (f g h : Z -> F) : (forall i, (lo <= i < hi)%Z -> f i = g i + h i) -> sum lo hi f = sum lo hi g + sum lo hi h.
  Proof. intro H. rewrite <- sum_add. apply sum_ext, H. Qed.
  Lemma bracket_parts p q a : q = negb p -> a = bracket p * a + bracket q * a.
  Proof. intros ->. apply bracket_cases. Qed.
  Lemma count lo hi c n : Z.max 0 (hi - lo) = n -> sum lo hi (fun _ => c) = c * cast n.
  Proof. intros <-. apply sum_const. Qed.

  Definition listed_sum (f : Z -> F) (vs : list Z) : F :=
    match vs with [] => zero | v :: rest => fold_left (fun a w => a + f w) rest (f v) end.
  Lemma fold_add (f : Z -> F) vs a : fold_left (fun a w => a + f w) vs a = a + fold_left (fun a w => a + f w) vs zero.
  Proof.
    revert a. induction vs as [|v vs IH]; intro a; cbn; [ring|]. rewrite (IH (a + f v)), (IH (zero + f v)). ring.
  Qed.
  Lemma listed_snoc f vs v : listed_sum f (vs ++ [v]) = listed_sum f vs + f v.
  Proof. destruct vs as [|w vs]; cbn; [ring|]. rewrite fold_left_app. reflexivity. Qed.
  Lemma sum_nat_listed n (f : Z -> F) : sum_nat n f = listed_sum f (map Z.of_nat (seq 0 n)).
  Proof.
    induction n as [|n IH]; [reflexivity|]. rewrite seq_S, map_app. cbn [map]. rewrite listed_snoc, <- IH. reflexivity.
  Qed.
  Lemma listed_map f (g : Z -> Z) vs : listed_sum (fun t => f (g t)) vs = listed_sum f (map g vs).
  Proof.
    destruct vs as [|v vs]; cbn; [reflexivity|]. generalize (f (g v)). induction vs as [|w vs IH]; intro a; cbn; [reflexivity|]. apply IH.
  Qed.
  Lemma sum_listed lo hi vs (f : Z -> F) :
    vs = map (fun t => lo + t)%Z (map Z.of_nat (seq 0 (Z.to_nat (hi - lo)))) -> sum lo hi f = listed_sum f vs.
  Proof. intros ->. unfold sum. rewrite sum_nat_listed, listed_map. reflexivity. Qed.

  Lemma leb_number (r s : Q) : leb (ratio r : F) (ratio s) = Qle_bool r s.
  Proof.
    destruct (Qle_bool r s) eqn:E.
    - apply Qle_bool_iff in E. apply (proj2 (le_sub _ _)). replace (ratio s - ratio r : F) with (ratio (s - r) : F).
      + apply ratio_nonneg. unfold Qle in E. unfold Qminus, Qplus, Qopp. cbn. lia.
      + unfold Qminus. rewrite ratio_plain_add, ratio_opp. ring.
    - assert (N : ~ (r <= s)%Q) by (rewrite <- Qle_bool_iff, E; discriminate). change (ratio s < (ratio r : F)).
      apply (proj2 (lt_sub _ _)). replace (ratio r - ratio s : F) with (ratio (r - s) : F).
      + apply ratio_sign. unfold Qle in N. unfold Qminus, Qplus, Qopp. cbn. lia.
      + unfold Qminus. rewrite ratio_plain_add, ratio_opp. ring.
  Qed.

  (* ---- maxima ---- *)

  (* uniqueness as a condition *)
  Definition is_unique (ps : list (list Z)) (f : list Z -> F) : bool :=
    existsb (fun k => forallb (fun i => same i k || ltb (f i) (f k)) ps) ps.
  Lemma unique_reflect ps (f : list Z -> F) : is_unique ps f = true <-> unique ps f.
  Proof.
    unfold is_unique, unique. rewrite existsb_exists. split; intros (k & H & K); exists k; (split; [exact H|]).
    - intros p I N. rewrite forallb_forall in K. specialize (K p I). apply orb_true_iff in K as [K|K];
        [destruct N; apply same_reflect, K | apply ltb_lt, K].
    - apply forallb_forall. intros p I. apply orb_true_iff. destruct (same p k) eqn:E; [left; reflexivity | right].
      apply ltb_lt, K; [exact I|]. intro N. apply same_reflect in N. congruence.
  Qed.
  Lemma is_unique_ext ps (f g : list Z -> F) : (forall i, In i ps -> f i = g i) -> is_unique ps f = is_unique ps g.
  Proof.
    intro H. apply same_bool; intro K; apply unique_reflect; apply unique_reflect in K; revert K; apply unique_ext; intros;
      [apply H | symmetry; apply H]; assumption.
  Qed.
  Lemma unique_inhabited ps (f : list Z -> F) : unique ps f -> ps <> [].
  Proof. intros (k & H & _) ->. exact H. Qed.
End Scalars.

Arguments guarded {F} p f a b.
Lemma guarded_and p (f : bool -> bool -> bool) a b :
  (forall c, f false c = false) -> (p = true -> a = b) -> f p a = f p b.
Proof. intros Z H. destruct p; [rewrite H by reflexivity; reflexivity | rewrite !Z; reflexivity]. Qed.
Ltac guarded_false := cbn; rewrite ?andb_false_r; reflexivity.
Ltac linear_product :=
  lazymatch goal with
  | |- linear (fun a => a) => exact linear_hole
  | |- linear (fun a => mul (@?f a) (@?g a)) =>
      lazymatch g with
      | fun _ => ?c => apply (linear_left f c)
      | _ => lazymatch f with fun _ => ?c => apply (linear_right c g) end
      end;
      linear_product
  end.
Ltac one_point :=
  lazymatch goal with
  | |- total (point true []) _ = _ => cbn [total point]; ring
  | |- _ => rewrite total_point, when_bracket; cbv beta; ring
  end.

(* the values of an index, where H says how many there are *)
Ltac listed H :=
  lazymatch type of H with _ = ?n =>
    lazymatch goal with |- _ = map _ (map _ (seq 0 (Z.to_nat ?m))) =>
      let k := eval compute in (Z.to_nat n) in
      let vs := eval compute in (map Z.of_nat (seq 0 k)) in
      let E := fresh in
      assert (E : map Z.of_nat (seq 0 (Z.to_nat m)) = vs) by (replace m with n by (rewrite <- H; ring); reflexivity);
      rewrite E; clear E
    end
  end;
  cbn [map]; repeat (apply f_equal2; [ring|]); reflexivity.
(* closed numbers: sums are computed, and what is left is arithmetic *)
Ltac nonzero := repeat split; first [apply cast_neq_zero; discriminate | apply ratio_nonzero; reflexivity | idtac].
Ltac number_of a := let q := ratio_constant a in lazymatch q with NotConstant => fail "no number" | _ => q end.
Ltac evaluate :=
  cbv -[add mul sub opp div inv zero one cast ratio power leb carrier];
  repeat match goal with
    | |- context [leb ?a ?b] =>
        let r := number_of a in let s := number_of b in
        change (leb a b) with (leb (ratio r) (ratio s)); rewrite (leb_number r s); cbv -[add mul sub opp div inv zero one cast ratio power leb carrier]
    end;
  first [ring | field; nonzero].

(* numbers are compared as they are written before they are written out *)
#[global] Strategy 1000 [of_pos].

(* what a script leaves to be found out *)
Arguments bool_of_iff {b c P Q}. Arguments iff_of_bool {b c P Q}. Arguments iff_to {P Q}. Arguments iff_left {P Q}. Arguments reflected_or_not b {P}.
Arguments not_or_not {P}. Arguments and_or_not {P P' Q Q'}. Arguments or_or_not {P P' Q Q'}.
Arguments and_reflect {b c P Q}. Arguments or_reflect {b c P Q}. Arguments not_reflect {b P}. Arguments iff_reflect {b c P Q}.
Arguments and_negated {b b' c c'}. Arguments or_negated {b b' c c'}.
Arguments everywhere_reflect {lo hi f P}. Arguments given_reflect {b c P Q}. Arguments given_and_reflect {b c d P}.
Arguments same_gap_z {P Q} R {i j}. Arguments opposite_gap_z_eq {P Q i j}. Arguments opposite_gap_z_ne {P Q i j}.
Arguments same_gap {F P Q} R {a b}. Arguments opposite_gap_eq {F P Q a b}. Arguments opposite_gap_ne {F P Q a b}.
Arguments negative_z {t n}. Arguments combined_z {n i j t}. Arguments zero_mul_z m {i}. Arguments zero_add_z {i j}.
Arguments zero_nonneg_z {i}. Arguments negative {F} r {a}. Arguments not_positive {F a}. Arguments combined {F} r {a b c}.
Arguments zero_mul {F} m {a}. Arguments zero_add {F a b}. Arguments zero_nonneg {F a}. Arguments from_gap {F a b c}.
Arguments cast_zero {F i}. Arguments cast_eq {F i j}. Arguments cast_ne {F i j}.
Arguments linear_sum {F f lo hi g h}. Arguments linear_when {F f p a b}. Arguments pull_bracket {F} f p.
Arguments inverse_number {F} c d {a}.
Arguments sum_listed {F} lo hi vs {f}.
