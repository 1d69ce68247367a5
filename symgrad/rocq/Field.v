(* What holds in an ordered field: numbers, order, finite sums, brackets, sums over the points of a domain, maxima. *)
From Coq Require Import Permutation.
From Coq Require Export QArith_base Qreduction Field.
From Symgrad Require Export Base.
#[global] Open Scope Z_scope.

(* ---- integers and rationals as scalars ---- *)

Section Integers.
  Context {F : ordered_field}.
  Add Field plain_field : (field_laws F).
  Local Open Scope scalar_scope.

  Lemma of_pos_succ p : of_pos (Pos.succ p) = one + of_pos p :> F.
  Proof. induction p; cbn; rewrite ?IHp; ring. Qed.

  Lemma of_pos_add p q : of_pos (p + q) = of_pos p + of_pos q :> F.
  Proof.
    revert q; induction p using Pos.peano_ind; intro q.
    - rewrite Pos.add_1_l, of_pos_succ; reflexivity.
    - rewrite Pos.add_succ_l, !of_pos_succ, IHp; ring.
  Qed.

  Lemma of_pos_mul p q : of_pos (p * q) = of_pos p * of_pos q :> F.
  Proof.
    induction p using Pos.peano_ind.
    - rewrite Pos.mul_1_l; cbn; ring.
    - rewrite Pos.mul_succ_l, of_pos_add, of_pos_succ, IHp; ring.
  Qed.

  Lemma cast_opp i : cast (- i) = - cast i :> F.
  Proof. destruct i; cbn; ring. Qed.

  Lemma cast_pos_sub p q : cast (Z.pos_sub p q) = of_pos p - of_pos q :> F.
  Proof.
    rewrite Z.pos_sub_spec. destruct (Pos.compare_spec p q) as [->|H|H]; cbn.
    - ring.
    - rewrite <- (Pos.sub_add q p) at 2 by exact H. rewrite of_pos_add; ring.
    - rewrite <- (Pos.sub_add p q) at 2 by exact H. rewrite of_pos_add; ring.
  Qed.

  Lemma cast_add i j : cast (i + j) = cast i + cast j :> F.
  Proof. destruct i, j; cbn; rewrite ?cast_pos_sub, ?of_pos_add; ring. Qed.

  Lemma cast_sub i j : cast (i - j) = cast i - cast j :> F.
  Proof. unfold Z.sub. rewrite cast_add, cast_opp; ring. Qed.

  Lemma cast_mul i j : cast (i * j) = cast i * cast j :> F.
  Proof. destruct i, j; cbn; rewrite ?of_pos_mul; ring. Qed.
End Integers.

(* ---- order ---- *)

Section Order.
  Context {F : ordered_field}.
  Add Field plain_field : (field_laws F).
  Local Open Scope scalar_scope.
  Implicit Types a b c d : F.

  Lemma le_refl a : a <= a.
  Proof. destruct (leb_total F a a); assumption. Qed.
  Lemma lt_le a b : a < b -> a <= b.
  Proof. intro H. destruct (leb_total F a b) as [?|E]; [assumption|congruence]. Qed.
  Lemma le_trans a b c : a <= b -> b <= c -> a <= c.
  Proof. apply leb_trans. Qed.
  Lemma le_antisym a b : a <= b -> b <= a -> a = b.
  Proof. apply leb_antisym. Qed.
  Lemma le_or_lt a b : {a <= b} + {b < a}.
  Proof. destruct (leb a b); auto. Qed.
  Lemma not_lt_le a b : ~ a < b -> b <= a.
  Proof. destruct (leb b a); congruence. Qed.
  Lemma lt_not_le a b : a < b -> ~ b <= a.
  Proof. congruence. Qed.
  Lemma le_lt_trans a b c : a <= b -> b < c -> a < c.
  Proof.
    intros H K. destruct (le_or_lt c a) as [L|L]; [|exact L].
    exfalso. apply (lt_not_le _ _ K), (le_trans _ a); assumption.
  Qed.
  Lemma lt_le_trans a b c : a < b -> b <= c -> a < c.
  Proof.
    intros H K. destruct (le_or_lt c a) as [L|L]; [|exact L].
    exfalso. apply (lt_not_le _ _ H), (le_trans _ c); assumption.
  Qed.
  Lemma lt_trans a b c : a < b -> b < c -> a < c.
  Proof. intros H K. apply (lt_le_trans _ b); [|apply lt_le]; assumption. Qed.
  Lemma lt_irrefl a : ~ a < a.
  Proof. intro H. apply (lt_not_le _ _ H), le_refl. Qed.
  Lemma lt_neq a b : a < b -> a <> b.
  Proof. intros H ->. exact (lt_irrefl _ H). Qed.
  Lemma le_neq_lt a b : a <= b -> a <> b -> a < b.
  Proof. intros H N. destruct (le_or_lt b a) as [L|L]; [|exact L]. destruct N. apply le_antisym; assumption. Qed.
  Lemma lt_or_eq_or_lt a b : {a < b} + {a = b} + {b < a}.
  Proof.
    destruct (leb a b) eqn:H; [|auto]. left. destruct (leb b a) eqn:K; [|auto]. right. apply le_antisym; assumption.
  Qed.

  Lemma le_add a b c d : a <= b -> c <= d -> a + c <= b + d.
  Proof.
    intros H K. apply (le_trans _ (b + c)); [apply leb_add; exact H|].
    replace (b + c) with (c + b) by ring. replace (b + d) with (d + b) by ring. apply leb_add; exact K.
  Qed.
  Lemma le_sub a b : a <= b <-> zero <= b - a.
  Proof.
    split; intro H.
    - pose proof (leb_add F _ _ (- a) H) as K. replace (a + - a) with (@zero F) in K by ring.
      replace (b - a) with (b + - a) by ring. exact K.
    - pose proof (leb_add F _ _ a H) as K. replace (zero + a) with a in K by ring.
      replace (b - a + a) with b in K by ring. exact K.
  Qed.
  Lemma sub_zero a b : a - b = zero -> a = b.
  Proof. intro H. transitivity (a - b + b); [ring|]. rewrite H; ring. Qed.
  Lemma lt_sub a b : a < b <-> zero < b - a.
  Proof.
    split; intro H.
    - apply le_neq_lt; [apply (proj1 (le_sub _ _)), lt_le, H|]. intro E. symmetry in E. apply sub_zero in E. subst.
      exact (lt_irrefl _ H).
    - apply le_neq_lt; [apply (proj2 (le_sub _ _)), lt_le, H|]. intros ->. replace (b - b) with (@zero F) in H by ring.
      exact (lt_irrefl _ H).
  Qed.
  Lemma nonneg_add a b : zero <= a -> zero <= b -> zero <= a + b.
  Proof. intros H K. replace zero with (@zero F + zero) by ring. apply le_add; assumption. Qed.
  Lemma nonneg_mul a b : zero <= a -> zero <= b -> zero <= a * b.
  Proof. apply leb_mul. Qed.
  Lemma pos_add a b : zero < a -> zero <= b -> zero < a + b.
  Proof.
    intros H K. apply (lt_le_trans _ a); [exact H|]. apply le_sub. replace (a + b - a) with b by ring. exact K.
  Qed.
  Lemma nonneg_opp a : a <= zero <-> zero <= - a.
  Proof. rewrite le_sub. replace (zero - a) with (- a) by ring. reflexivity. Qed.
  Lemma nonneg_square a : zero <= a * a.
  Proof.
    destruct (leb_total F zero a) as [H|H]; [apply nonneg_mul; exact H|].
    apply nonneg_opp in H. replace (a * a) with ((- a) * (- a)) by ring. apply nonneg_mul; exact H.
  Qed.
  Lemma one_neq_zero : one <> zero :> F.
  Proof. exact (F_1_neq_0 (field_laws F)). Qed.
  Lemma zero_lt_one : (zero : F) < one.
  Proof.
    apply le_neq_lt; [|intro E; symmetry in E; exact (one_neq_zero E)].
    replace one with (@one F * one) by ring. apply nonneg_square.
  Qed.
  Lemma inv_l a : a <> zero -> inv a * a = one.
  Proof. apply (Finv_l (field_laws F)). Qed.
  Lemma inv_r a : a <> zero -> a * inv a = one.
  Proof. intro H. transitivity (inv a * a); [ring|]. apply inv_l, H. Qed.
  Lemma div_inv a b : div a b = a * inv b.
  Proof. apply (Fdiv_def (field_laws F)). Qed.
  Lemma mul_zero a b : a * b = zero -> a = zero \/ b = zero.
  Proof.
    intro H. destruct (lt_or_eq_or_lt a zero) as [[N|E]|N]; [right|left; exact E|right];
      (transitivity (inv a * (a * b)); [|rewrite H; ring]); (transitivity (inv a * a * b); [|ring]); rewrite inv_l; try ring;
      [exact (lt_neq _ _ N) | intros ->; exact (lt_irrefl _ N)].
  Qed.
  Lemma mul_neq_zero a b : a <> zero -> b <> zero -> a * b <> zero.
  Proof. intros H K E. destruct (mul_zero _ _ E); auto. Qed.
  Lemma pos_mul a b : zero < a -> zero < b -> zero < a * b.
  Proof.
    intros H K. apply le_neq_lt; [apply nonneg_mul; apply lt_le; assumption|].
    intro E. symmetry in E. destruct (mul_zero _ _ E) as [->| ->]; [exact (lt_irrefl _ H)|exact (lt_irrefl _ K)].
  Qed.
  Lemma pos_neq a : zero < a -> a <> zero.
  Proof. intros H E. exact (lt_neq _ _ H (eq_sym E)). Qed.
  Lemma pos_inv a : zero < a -> zero < inv a.
  Proof.
    intro H. apply le_neq_lt.
    - replace (inv a) with (a * (inv a * inv a)) by (transitivity (inv a * a * inv a); [ring|rewrite inv_l by (apply pos_neq,
        H); ring]).
      apply nonneg_mul; [apply lt_le, H | apply nonneg_square].
    - intro E. apply one_neq_zero. rewrite <- (inv_l a) by (apply pos_neq, H). rewrite <- E; ring.
  Qed.
  Lemma le_mul_l a b c : zero <= c -> a <= b -> c * a <= c * b.
  Proof.
    intros H K. apply le_sub. replace (c * b - c * a) with (c * (b - a)) by ring.
    apply nonneg_mul; [exact H | apply (proj1 (le_sub _ _)), K].
  Qed.
  Lemma le_mul_r a b c : zero <= c -> a <= b -> a * c <= b * c.
  Proof. intros H K. replace (a * c) with (c * a) by ring. replace (b * c) with (c * b) by ring. apply le_mul_l; assumption. Qed.
  Lemma lt_mul_l a b c : zero < c -> a < b -> c * a < c * b.
  Proof.
    intros H K. apply lt_sub. replace (c * b - c * a) with (c * (b - a)) by ring.
    apply pos_mul; [exact H | apply (proj1 (lt_sub _ _)), K].
  Qed.
  Lemma le_mul a b c d : zero <= a -> zero <= c -> a <= b -> c <= d -> a * c <= b * d.
  Proof.
    intros H K L M. apply (le_trans _ (b * c)); [apply le_mul_r; assumption|].
    apply le_mul_l; [apply (le_trans _ a); assumption | exact M].
  Qed.

  (* what an order witness ends in *)
  Lemma nonneg_false a : zero <= a -> a = - one -> False.
  Proof.
    intros H ->. apply (lt_not_le _ _ zero_lt_one), nonneg_opp; exact H.
  Qed.

  Lemma eqb_eq a b : eqb a b = true <-> a = b.
  Proof.
    unfold eqb. rewrite andb_true_iff. split; [intros []; apply le_antisym; assumption|intros ->; split; apply le_refl].
  Qed.
  Lemma eqb_neq a b : eqb a b = false <-> a <> b.
  Proof. rewrite <- eqb_eq. destruct (eqb a b); split; congruence. Qed.
  Lemma ltb_lt a b : ltb a b = true <-> a < b.
  Proof. unfold ltb. destruct (leb b a); cbn; split; congruence. Qed.
  Lemma ltb_le a b : ltb a b = false <-> b <= a.
  Proof. unfold ltb. destruct (leb b a); cbn; split; congruence. Qed.

  Lemma of_pos_pos p : (zero : F) < of_pos p.
  Proof.
    induction p using Pos.peano_ind; [exact zero_lt_one|]. rewrite of_pos_succ.
    apply pos_add; [exact zero_lt_one | apply lt_le, IHp].
  Qed.
  Lemma cast_nonneg i : (0 <= i)%Z -> (zero : F) <= cast i.
  Proof. destruct i; intro H; [apply le_refl | apply lt_le, of_pos_pos | lia]. Qed.
  Lemma cast_pos i : (0 < i)%Z -> (zero : F) < cast i.
  Proof. destruct i; intro H; [lia | apply of_pos_pos | lia]. Qed.
  Lemma cast_le i j : (i <= j)%Z <-> (cast i : F) <= cast j.
  Proof.
    split; intro H.
    - apply (proj2 (le_sub _ _)). rewrite <- cast_sub. apply cast_nonneg. lia.
    - destruct (Z_le_gt_dec i j) as [L|L]; [exact L|]. exfalso. apply (lt_not_le (cast j) (cast i)); [|exact H].
      apply (proj2 (lt_sub _ _)). rewrite <- cast_sub. apply cast_pos. lia.
  Qed.
  Lemma cast_lt i j : (i < j)%Z <-> (cast i : F) < cast j.
  Proof.
    split; intro H.
    - apply (proj2 (lt_sub _ _)). rewrite <- cast_sub. apply cast_pos. lia.
    - destruct (Z_lt_ge_dec i j) as [L|L]; [exact L|]. exfalso. apply (lt_not_le _ _ H), cast_le. lia.
  Qed.
  Lemma cast_inj i j : cast i = cast j :> F -> i = j.
  Proof. intro H. assert (i <= j)%Z by (apply cast_le; rewrite H; apply le_refl).
    assert (j <= i)%Z by (apply cast_le; rewrite H; apply le_refl). lia. Qed.
  Lemma cast_neq_zero i : i <> 0%Z -> cast i <> zero :> F.
  Proof. intros H E. apply H, cast_inj. exact E. Qed.
  Lemma of_pos_neq_zero p : of_pos p <> zero :> F.
  Proof. apply pos_neq, of_pos_pos. Qed.
End Order.

(* ---- the field tactic: integers and rationals are its coefficients, literal natural powers are read ----

   A section that wants `ring` and `field` writes
     Add Field scalar_field : (field_laws F)
       (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
   Then `cast 3`, `ratio (1 # 2)`, `zero` and `one` are numbers to it, and `power a 3` a power. *)

Definition ratio {F : ordered_field} (q : Q) : F :=
  match q with (p # 1)%Q => cast p | (p # d)%Q => (cast p * inv (cast (Zpos d)))%S end.

Definition ratio_add (a b : Q) : Q := match a, b with (p # 1)%Q, (q # 1)%Q => (p + q # 1)%Q | _, _ => Qred (a + b) end.
Definition ratio_mul (a b : Q) : Q := match a, b with (p # 1)%Q, (q # 1)%Q => (p * q # 1)%Q | _, _ => Qred (a * b) end.
Definition ratio_sub (a b : Q) : Q := ratio_add a (Qopp b).

Section Ratio.
  Context {F : ordered_field}.
  Add Field plain_field : (field_laws F).
  Local Open Scope scalar_scope.

  Lemma ratio_def q : ratio q = cast (Qnum q) * inv (cast (Zpos (Qden q))) :> F.
  Proof. destruct q as [p [d|d|]]; try reflexivity. cbn. field. exact one_neq_zero. Qed.

  Lemma ratio_eq p q : (p == q)%Q -> ratio p = ratio q :> F.
  Proof.
    unfold Qeq. intro E. rewrite !ratio_def. apply (f_equal (@cast F)) in E. rewrite !cast_mul in E.
    pose proof (@of_pos_neq_zero F (Qden p)). pose proof (@of_pos_neq_zero F (Qden q)).
    change (cast (Zpos (Qden p))) with (@of_pos F (Qden p)) in *. change (cast (Zpos (Qden q))) with (@of_pos F (Qden q)) in *.
    transitivity ((cast (Qnum p) : F) * of_pos (Qden q) * inv (of_pos (Qden p) * of_pos (Qden q))); [field; auto|].
    rewrite E. field; auto.
  Qed.
  Lemma ratio_red q : ratio (Qred q) = ratio q :> F.
  Proof. apply ratio_eq, Qred_correct. Qed.
  Lemma ratio_plain_add p q : ratio (p + q) = ratio p + ratio q :> F.
  Proof.
    rewrite !ratio_def. cbn. rewrite cast_add, !cast_mul, of_pos_mul. cbn.
    pose proof (@of_pos_neq_zero F (Qden p)). pose proof (@of_pos_neq_zero F (Qden q)). field; auto.
  Qed.
  Lemma ratio_plain_mul p q : ratio (p * q) = ratio p * ratio q :> F.
  Proof.
    rewrite !ratio_def. cbn. rewrite !cast_mul, of_pos_mul. cbn.
    pose proof (@of_pos_neq_zero F (Qden p)). pose proof (@of_pos_neq_zero F (Qden q)). field; auto.
  Qed.
  Lemma ratio_opp p : ratio (Qopp p) = - ratio p :> F.
  Proof. rewrite !ratio_def. cbn. rewrite cast_opp; ring. Qed.
  Lemma ratio_add_ok p q : ratio (ratio_add p q) = ratio p + ratio q :> F.
  Proof.
    rewrite <- ratio_plain_add. destruct p as [p [d|d|]], q as [q [e|e|]]; try apply ratio_red.
    unfold ratio_add. apply ratio_eq. unfold Qeq. cbn. lia.
  Qed.
  Lemma ratio_mul_ok p q : ratio (ratio_mul p q) = ratio p * ratio q :> F.
  Proof.
    rewrite <- ratio_plain_mul. destruct p as [p [d|d|]], q as [q [e|e|]]; try apply ratio_red.
    unfold ratio_mul. apply ratio_eq. unfold Qeq. cbn. lia.
  Qed.

  Lemma ratio_morphism : ring_morph zero one add mul sub opp (@eq F) 0%Q 1%Q ratio_add ratio_mul ratio_sub Qopp Qeq_bool ratio.
  Proof.
    constructor; try reflexivity; intros.
    - apply ratio_add_ok.
    - unfold ratio_sub. rewrite ratio_add_ok, ratio_opp; ring.
    - apply ratio_mul_ok.
    - apply ratio_opp.
    - apply ratio_eq, Qeq_bool_eq. assumption.
  Qed.

  Lemma power_laws : power_theory (@one F) mul (@eq F) N.to_nat power.
  Proof.
    constructor. intros a n. destruct n as [|p]; [reflexivity|]. cbn [N.to_nat pow_N].
    assert (power_add : forall i j, power a (i + j)%nat = power a i * power a j).
    { intros i j. induction j as [|j IH]; [rewrite Nat.add_0_r; cbn; ring|]. rewrite Nat.add_succ_r. cbn. rewrite IH; ring. }
    induction p as [p IH|p IH|]; cbn [pow_pos].
    - rewrite Pos2Nat.inj_xI. cbn [power]. replace (2 * Pos.to_nat p)%nat with (Pos.to_nat p + Pos.to_nat p)%nat by lia.
      rewrite power_add, IH; ring.
    - rewrite Pos2Nat.inj_xO. replace (2 * Pos.to_nat p)%nat with (Pos.to_nat p + Pos.to_nat p)%nat by lia.
      rewrite power_add, IH; ring.
    - change (one * a = a). ring.
  Qed.
End Ratio.

Ltac literal_positive p := lazymatch p with xH => true | xO ?q => literal_positive q | xI ?q => literal_positive q
  | _ => false end.
Ltac literal_integer z :=
  lazymatch z with Z0 => true | Zpos ?p => literal_positive p | Zneg ?p => literal_positive p | _ => false end.
Ltac literal_natural n := lazymatch n with O => true | S ?m => literal_natural m | _ => false end.
Ltac ratio_constant t :=
  lazymatch t with
  | zero => constr:(0%Q)
  | one => constr:(1%Q)
  | cast ?z => lazymatch literal_integer z with true => constr:((z # 1)%Q) | false => constr:(NotConstant) end
  | ratio (?p # ?d) =>
      lazymatch literal_integer p with
      | true => lazymatch literal_positive d with true => constr:((p # d)%Q) | false => constr:(NotConstant) end
      | false => constr:(NotConstant)
      end
  | _ => constr:(NotConstant)
  end.
Ltac power_exponent n :=
  lazymatch literal_natural n with
  | true => let m := eval compute in (N.of_nat n) in m
  | false => constr:(NotConstant)
  end.

(* ---- sums and brackets ---- *)

Section Sums.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Local Open Scope scalar_scope.
  Implicit Types (f g : Z -> F) (a b c d : F) (p q : bool).

  Lemma sum_nat_ext n f g : (forall t, (0 <= t < Z.of_nat n)%Z -> f t = g t) -> sum_nat n f = sum_nat n g.
  Proof. induction n as [|n IH]; intro H; cbn; [reflexivity|]. rewrite IH, H by (intros; try apply H; lia). reflexivity. Qed.
  Lemma sum_ext lo hi f g : (forall i, (lo <= i < hi)%Z -> f i = g i) -> sum lo hi f = sum lo hi g.
  Proof. intro H. apply sum_nat_ext. intros. apply H. lia. Qed.
  Lemma sum_bounds lo hi lo' hi' f : lo = lo' -> hi = hi' -> sum lo hi f = sum lo' hi' f.
  Proof. intros -> ->. reflexivity. Qed.
  Lemma sum_add lo hi f g : sum lo hi (fun i => f i + g i) = sum lo hi f + sum lo hi g.
  Proof. unfold sum. induction (Z.to_nat _) as [|n IH]; cbn; [ring|]. rewrite IH; ring. Qed.
  Lemma sum_mul_l lo hi c f : c * sum lo hi f = sum lo hi (fun i => c * f i).
  Proof. unfold sum. induction (Z.to_nat _) as [|n IH]; cbn; [ring|]. rewrite <- IH; ring. Qed.
  Lemma sum_mul_r lo hi c f : sum lo hi f * c = sum lo hi (fun i => f i * c).
  Proof. unfold sum. induction (Z.to_nat _) as [|n IH]; cbn; [ring|]. rewrite <- IH; ring. Qed.
  Lemma sum_zero lo hi : sum lo hi (fun _ => zero) = zero :> F.
  Proof. unfold sum. induction (Z.to_nat _) as [|n IH]; cbn; [ring|]. rewrite IH; ring. Qed.
  Lemma sum_all_zero lo hi f : (forall i, (lo <= i < hi)%Z -> f i = zero) -> sum lo hi f = zero.
  Proof. intro H. rewrite <- (sum_zero lo hi). apply sum_ext, H. Qed.
  Lemma sum_empty lo hi f : (hi <= lo)%Z -> sum lo hi f = zero.
  Proof. intro H. unfold sum. replace (Z.to_nat (hi - lo)) with O by lia. reflexivity. Qed.
  Lemma sum_exchange lo hi lo' hi' (f : Z -> Z -> F) :
    sum lo hi (fun i => sum lo' hi' (fun j => f i j)) = sum lo' hi' (fun j => sum lo hi (fun i => f i j)).
  Proof.
    unfold sum at 1 4. induction (Z.to_nat (hi - lo)) as [|n IH]; cbn; [symmetry; apply sum_zero|].
    rewrite IH, <- sum_add. reflexivity.
  Qed.
  Lemma sum_last lo hi f : (lo <= hi)%Z -> sum lo (hi + 1) f = sum lo hi f + f hi.
  Proof.
    intro H. unfold sum. replace (Z.to_nat (hi + 1 - lo)) with (S (Z.to_nat (hi - lo))) by lia. cbn.
    replace (lo + Z.of_nat (Z.to_nat (hi - lo)))%Z with hi by lia. reflexivity.
  Qed.
  Lemma sum_const lo hi c : sum lo hi (fun _ => c) = c * cast (Z.max 0 (hi - lo)).
  Proof.
    unfold sum. replace (Z.max 0 (hi - lo)) with (Z.of_nat (Z.to_nat (hi - lo))) by lia.
    induction (Z.to_nat _) as [|n IH]; cbn [sum_nat]; [change (cast (Z.of_nat 0)) with (@zero F); ring|].
    rewrite IH, Nat2Z.inj_succ. unfold Z.succ. rewrite cast_add. ring.
  Qed.
  Lemma sum_le lo hi f g : (forall i, (lo <= i < hi)%Z -> f i <= g i) -> sum lo hi f <= sum lo hi g.
  Proof.
    intro H. unfold sum.
    assert (K : forall t, (0 <= t < Z.of_nat (Z.to_nat (hi - lo)))%Z -> f (lo + t)%Z <= g (lo + t)%Z) by (intros; apply H; lia).
    induction (Z.to_nat _) as [|n IH]; cbn; [apply le_refl|]. apply le_add; [apply IH; intros; apply K; lia | apply K; lia].
  Qed.
  Lemma sum_nonneg lo hi f : (forall i, (lo <= i < hi)%Z -> zero <= f i) -> zero <= sum lo hi f.
  Proof. intro H. rewrite <- (sum_zero lo hi). apply sum_le, H. Qed.
  Lemma sum_pos lo hi f : (lo < hi)%Z -> (forall i, (lo <= i < hi)%Z -> zero < f i) -> zero < sum lo hi f.
  Proof.
    intros N H. replace hi with ((hi - 1) + 1)%Z by lia. rewrite sum_last by lia.
    replace (sum lo (hi - 1) f + f (hi - 1)%Z) with (f (hi - 1)%Z + sum lo (hi - 1) f) by ring.
    apply pos_add; [apply H; lia|]. apply sum_nonneg. intros. apply lt_le, H. lia.
  Qed.

  Lemma when_true p a : p = true -> when p a = a.
  Proof. intros ->. reflexivity. Qed.
  Lemma when_false p a : p = false -> when p a = zero.
  Proof. intros ->. reflexivity. Qed.
  Lemma when_and p q a : when (p && q) a = when p (when q a).
  Proof. destruct p; reflexivity. Qed.
  Lemma when_when p q a : when p (when q a) = when (p && q) a.
  Proof. destruct p; reflexivity. Qed.
  Lemma when_ext p a b : (p = true -> a = b) -> when p a = when p b.
  Proof. destruct p; cbn; auto. Qed.
  Lemma when_equal p q a b : p = q -> (p = true -> a = b) -> when p a = when q b.
  Proof. intros <-. apply when_ext. Qed.
  Lemma when_bracket p a : when p a = bracket p * a.
  Proof. destruct p; cbn; ring. Qed.
  Lemma when_mul_l p a c : c * when p a = when p (c * a).
  Proof. destruct p; cbn; ring. Qed.
  Lemma when_mul_r p a c : when p a * c = when p (a * c).
  Proof. destruct p; cbn; ring. Qed.
  Lemma when_add p a b : when p (a + b) = when p a + when p b.
  Proof. destruct p; cbn; ring. Qed.
  Lemma when_split p q a : when p a = when (p && q) a + when (p && negb q) a.
  Proof. destruct p, q; cbn; ring. Qed.
  Lemma when_zero p : when p zero = zero :> F.
  Proof. destruct p; reflexivity. Qed.
  Lemma when_sum p lo hi f : when p (sum lo hi f) = sum lo hi (fun i => when p (f i)).
  Proof. destruct p; cbn; [reflexivity | symmetry; apply sum_zero]. Qed.
  Lemma when_le p a b : (p = true -> a <= b) -> when p a <= when p b.
  Proof. destruct p; cbn; intro H; [apply H; reflexivity | apply le_refl]. Qed.

  Lemma bracket_true p : p = true -> bracket p = one :> F.
  Proof. intros ->. reflexivity. Qed.
  Lemma bracket_false p : p = false -> bracket p = zero :> F.
  Proof. intros ->. reflexivity. Qed.
  Lemma bracket_and p q : bracket (p && q) = bracket p * bracket q :> F.
  Proof. destruct p, q; cbn; ring. Qed.
  Lemma bracket_not p : bracket (negb p) = one - bracket p :> F.
  Proof. destruct p; cbn; ring. Qed.
  Lemma bracket_or p q : bracket (p || q) = bracket p + bracket q - bracket p * bracket q :> F.
  Proof. destruct p, q; cbn; ring. Qed.
  Lemma bracket_idempotent p : bracket p * bracket p = bracket p :> F.
  Proof. destruct p; cbn; ring. Qed.
  Lemma bracket_power p n : power (bracket p) (S n) = bracket p :> F.
  Proof. induction n as [|n IH]; [cbn; ring|]. change (power (bracket p) (S n) * bracket p = bracket p :> F). rewrite IH.
    apply bracket_idempotent. Qed.
  Lemma bracket_equal p q : p = q -> bracket p = bracket q :> F.
  Proof. intros ->. reflexivity. Qed.
  Lemma bracket_cases p a : a = bracket p * a + bracket (negb p) * a.
  Proof. destruct p; cbn; ring. Qed.
  Lemma bracket_ext p a b : (p = true -> a = b) -> bracket p * a = bracket p * b.
  Proof. destruct p; cbn; intro H; [rewrite H by reflexivity; reflexivity | ring]. Qed.
  Lemma bracket_nonneg p : (zero : F) <= bracket p.
  Proof. destruct p; cbn; [apply lt_le, zero_lt_one | apply le_refl]. Qed.
End Sums.

(* ---- points: a sum over nested ranges is the total over the points of its domain ---- *)

Section Points.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Local Open Scope scalar_scope.
  Implicit Types (f g : list Z -> F) (ps qs : list (list Z)).

  Fixpoint total ps f : F := match ps with [] => zero | p :: rest => f p + total rest f end.

  Lemma in_range_nat p n (ps : Z -> list (list Z)) : In p (range_nat n ps) <-> exists t, (0 <= t < Z.of_nat n)%Z /\ In p (ps t).
  Proof.
    induction n as [|n IH]; cbn [range_nat].
    - split; [intros []|]. intros (t & H & _). lia.
    - rewrite in_app_iff, IH. split.
      + intros [(t & H & K)|H]; [exists t; split; [lia|exact K] | exists (Z.of_nat n); split; [lia|exact H]].
      + intros (t & H & K). destruct (Z.eq_dec t (Z.of_nat n)) as [->|N]; [right; exact K|]. left. exists t. split; [lia|exact K].
  Qed.
  Lemma in_range p lo hi (ps : Z -> list (list Z)) : In p (range lo hi ps) <-> exists i, (lo <= i < hi)%Z /\ In p (ps i).
  Proof.
    unfold range. rewrite in_range_nat. split.
    - intros (t & H & K). exists (lo + t)%Z. split; [lia|exact K].
    - intros (i & H & K). exists (i - lo)%Z. split; [lia|]. replace (lo + (i - lo))%Z with i by lia. exact K.
  Qed.
  Lemma in_point p b q : In p (point b q) <-> b = true /\ p = q.
  Proof. destruct b; cbn; split; intuition congruence. Qed.

  Lemma total_app ps qs f : total (ps ++ qs) f = total ps f + total qs f.
  Proof. induction ps as [|p ps IH]; cbn; [ring|]. rewrite IH; ring. Qed.
  Lemma total_range lo hi (ps : Z -> list (list Z)) f : total (range lo hi ps) f = sum lo hi (fun i => total (ps i) f).
  Proof.
    unfold range, sum. induction (Z.to_nat _) as [|n IH]; cbn; [reflexivity|]. rewrite total_app, IH. reflexivity.
  Qed.
  Lemma total_point b p f : total (point b p) f = when b (f p).
  Proof. destruct b; cbn; ring. Qed.
  Lemma total_ext ps f g : (forall p, In p ps -> f p = g p) -> total ps f = total ps g.
  Proof. induction ps as [|p ps IH]; intro H; cbn; [reflexivity|]. rewrite H, IH by (cbn in *; auto). reflexivity. Qed.
  Lemma total_zero ps f : (forall p, In p ps -> f p = zero) -> total ps f = zero.
  Proof. induction ps as [|p ps IH]; intro H; cbn; [reflexivity|]. rewrite H, IH by (cbn in *; auto). ring. Qed.
  Lemma total_add ps f g : total ps (fun p => f p + g p) = total ps f + total ps g.
  Proof. induction ps as [|p ps IH]; cbn; [ring|]. rewrite IH; ring. Qed.
  Lemma total_mul_l ps c f : c * total ps f = total ps (fun p => c * f p).
  Proof. induction ps as [|p ps IH]; cbn; [ring|]. rewrite <- IH; ring. Qed.
  Lemma total_le ps f g : (forall p, In p ps -> f p <= g p) -> total ps f <= total ps g.
  Proof. induction ps as [|p ps IH]; intro H; cbn; [apply le_refl|].
    apply le_add; [apply H; left; reflexivity | apply IH; cbn in *; auto]. Qed.
  Lemma total_permutation ps qs f : Permutation ps qs -> total ps f = total qs f.
  Proof. induction 1; cbn; try ring; [rewrite IHPermutation; ring | congruence]. Qed.
  Lemma total_map ps (h : list Z -> list Z) f : total (map h ps) f = total ps (fun p => f (h p)).
  Proof. induction ps as [|p ps IH]; cbn; congruence. Qed.

  Lemma length_snoc (p : list Z) i : length (p ++ [i]) = S (length p).
  Proof. induction p as [|j p IH]; cbn; congruence. Qed.

  (* every point begins with the indices that are fixed already, and no point is listed twice *)
  Definition points (fixed : list Z) ps : Prop := NoDup ps /\ forall p, In p ps -> firstn (length fixed) p = fixed.

  Lemma points_point fixed b : points fixed (point b fixed).
  Proof.
    split.
    - destruct b; cbn; constructor; [intros [] | constructor].
    - intros p H. apply in_point in H as [_ ->]. apply firstn_all.
  Qed.
  Lemma nodup_app ps qs : NoDup ps -> NoDup qs -> (forall p, In p ps -> In p qs -> False) -> NoDup (ps ++ qs).
  Proof.
    induction 1 as [|p ps N H IH]; intros K D; cbn; [exact K|]. constructor.
    - rewrite in_app_iff. intros [L|L]; [exact (N L) | exact (D p (or_introl eq_refl) L)].
    - apply IH; [exact K|]. intros q L. apply D. right. exact L.
  Qed.
  Lemma points_range fixed lo hi (ps : Z -> list (list Z)) :
    (forall i, points (fixed ++ [i]) (ps i)) -> points fixed (range lo hi ps).
  Proof.
    intro H. split.
    - unfold range. induction (Z.to_nat _) as [|n IH]; cbn; [constructor|]. apply nodup_app; [exact IH | apply H|].
      intros p K L. apply in_range_nat in K as (t & B & K).
      apply (proj2 (H _)) in K. apply (proj2 (H _)) in L. rewrite !length_snoc in *. rewrite K in L.
      apply app_inj_tail in L as [_ E]. lia.
    - intros p K. apply in_range in K as (i & _ & K). apply (proj2 (H i)) in K.
      rewrite length_snoc in K. apply (f_equal (firstn (length fixed))) in K.
      rewrite firstn_firstn, firstn_app, firstn_all, Nat.sub_diag in K. cbn in K.
      rewrite app_nil_r in K. replace (Nat.min (length fixed) (S (length fixed))) with (length fixed) in K by lia. exact K.
  Qed.

  Lemma nodup_map (h : list Z -> list Z) ps :
    NoDup ps -> (forall p q, In p ps -> In q ps -> h p = h q -> p = q) -> NoDup (map h ps).
  Proof.
    induction 1 as [|p ps N H IH]; intro K; cbn; constructor.
    - rewrite in_map_iff. intros (q & E & L). apply N. rewrite (K p q); cbn; auto.
    - apply IH. intros q r L M. apply K; right; assumption.
  Qed.

  (* rule reindex, over points: f at g(j) is f' at j, and g : qs → ps has the inverse h *)
  Lemma total_reindex ps qs f f' (g h : list Z -> list Z) :
    points [] ps -> points [] qs ->
    (forall p, In p ps -> In (h p) qs /\ g (h p) = p) ->
    (forall q, In q qs -> In (g q) ps /\ h (g q) = q) ->
    (forall q, In q qs -> f (g q) = f' q) ->
    total ps f = total qs f'.
  Proof.
    intros [N _] [M _] H K E. transitivity (total qs (fun q => f (g q))); [|apply total_ext, E]. rewrite <- (total_map qs g f).
    apply total_permutation, NoDup_Permutation; [exact N | |].
    - apply nodup_map; [exact M|]. intros q r Hq Hr L. rewrite <- (proj2 (K q Hq)), <- (proj2 (K r Hr)), L. reflexivity.
    - intro p. rewrite in_map_iff. split.
      + intro Hp. exists (h p). split; apply H, Hp.
      + intros (q & <- & Hq). apply K, Hq.
  Qed.

  (* Σ over nested ranges, written over points; used by `as_total` below *)
  Lemma sum_as_total lo hi (s : Z -> F) (ps : Z -> list (list Z)) f :
    (forall i, s i = total (ps i) f) -> sum lo hi s = total (range lo hi ps) f.
  Proof. intro H. rewrite total_range. apply sum_ext. intros i _. apply H. Qed.
  Lemma when_as_total b a p f : a = f p -> when b a = total (point b p) f.
  Proof. intros ->. symmetry. apply total_point. Qed.
  Lemma plain_as_total a p f : a = f p -> a = total (point true p) f.
  Proof. intros ->. cbn. ring. Qed.
End Points.

(* ---- maxima ---- *)

Section Maxima.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Local Open Scope scalar_scope.
  Implicit Types (f g : list Z -> F) (ps qs : list (list Z)).

  Lemma argmax_from_in ps best f : argmax_from best f ps = best \/ In (argmax_from best f ps) ps.
  Proof.
    revert best; induction ps as [|p ps IH]; intro best; cbn; [auto|].
    destruct (IH (if leb (f p) (f best) then best else p)) as [->|H]; [|auto]. destruct (leb (f p) (f best)); auto.
  Qed.
  Lemma argmax_in ps f : ps <> [] -> In (argmax ps f) ps.
  Proof. destruct ps as [|p ps]; intro N; [congruence|]. cbn. destruct (argmax_from_in ps p f); auto. Qed.
  Lemma argmax_from_le ps best f :
    f best <= f (argmax_from best f ps) /\ forall p, In p ps -> f p <= f (argmax_from best f ps).
  Proof.
    revert best; induction ps as [|p ps IH]; intro best; cbn; [split; [apply le_refl | intros _ []]|].
    destruct (IH (if leb (f p) (f best) then best else p)) as [H K]. destruct (leb (f p) (f best)) eqn:E.
    - split; [exact H|]. intros q [<-|L]; [apply (le_trans _ (f best)); assumption | apply K, L].
    - split; [apply (le_trans _ (f p)); [apply lt_le, E | exact H]|]. intros q [<-|L]; [exact H | apply K, L].
  Qed.
  (* rule at_most_max *)
  Lemma at_most_max ps f p : In p ps -> f p <= max_over ps f.
  Proof.
    destruct ps as [|q ps]; intro H; [destruct H|]. unfold max_over, argmax.
    destruct (argmax_from_le ps q f) as [A B]. destruct H as [<-|H]; auto.
  Qed.
  Lemma max_is_value ps f : ps <> [] -> max_over ps f = f (argmax ps f).
  Proof. destruct ps; [congruence|reflexivity]. Qed.
  (* rule max_at_most: the domain has a point, p *)
  Lemma max_at_most ps f b p : In p ps -> (forall q, In q ps -> f q <= b) -> max_over ps f <= b.
  Proof.
    intros H K. assert (N : ps <> []) by (intros ->; destruct H). rewrite max_is_value by exact N. apply K, argmax_in, N.
  Qed.
  (* rule at_maximiser *)
  Lemma at_maximiser ps f : unique ps f -> max_over ps f = f (argmax ps f).
  Proof. intros (k & H & _). apply max_is_value. intros ->. destruct H. Qed.
  Lemma argmax_unique ps f k : In k ps -> (forall p, In p ps -> p <> k -> f p < f k) -> argmax ps f = k.
  Proof.
    intros H K. assert (N : ps <> []) by (intros ->; destruct H).
    destruct (list_eq_dec Z.eq_dec (argmax ps f) k) as [E|E]; [exact E|].
    exfalso. apply (lt_not_le _ _ (K _ (argmax_in ps f N) E)). rewrite <- max_is_value by exact N. apply at_most_max, H.
  Qed.
  Lemma unique_argmax ps f :
    unique ps f -> In (argmax ps f) ps /\ forall p, In p ps -> p <> argmax ps f -> f p < f (argmax ps f).
  Proof. intros (k & H & K). rewrite (argmax_unique ps f k H K). auto. Qed.

  Lemma argmax_from_ext ps best f g :
    f best = g best -> (forall p, In p ps -> f p = g p) -> argmax_from best f ps = argmax_from best g ps.
  Proof.
    revert best; induction ps as [|p ps IH]; intros best E H; cbn; [reflexivity|]. rewrite E, (H p (or_introl eq_refl)).
    apply IH; [destruct (leb (g p) (g best)); [exact E | apply H; left; reflexivity] | intros q K; apply H; right; exact K].
  Qed.
  Lemma argmax_ext ps f g : (forall p, In p ps -> f p = g p) -> argmax ps f = argmax ps g.
  Proof. destruct ps as [|p ps]; intro H; [reflexivity|]. apply argmax_from_ext; cbn in *; auto. Qed.
  Lemma max_ext ps f g : (forall p, In p ps -> f p = g p) -> max_over ps f = max_over ps g.
  Proof.
    intro H. destruct ps as [|p ps]; [reflexivity|]. unfold max_over. rewrite (argmax_ext _ f g H).
    apply H, argmax_in. congruence.
  Qed.
  Lemma unique_ext ps f g : (forall p, In p ps -> f p = g p) -> unique ps f -> unique ps g.
  Proof.
    intros H (k & K & L). exists k. split; [exact K|]. intros p Hp N. rewrite <- !H by assumption. apply L; assumption.
  Qed.
End Maxima.

Lemma range_ext lo hi (ps qs : Z -> list (list Z)) : (forall i, (lo <= i < hi)%Z -> ps i = qs i) ->
  range lo hi ps = range lo hi qs.
Proof.
  intro H. unfold range.
  assert (K : forall t, (0 <= t < Z.of_nat (Z.to_nat (hi - lo)))%Z -> ps (lo + t)%Z = qs (lo + t)%Z) by (intros; apply H; lia).
  induction (Z.to_nat _) as [|n IH]; cbn; [reflexivity|]. rewrite IH, K by (intros; try apply K; lia). reflexivity.
Qed.
Lemma point_equal b c p : b = c -> point b p = point c p.
Proof. intros ->. reflexivity. Qed.

(* closes `points [] (range … (fun i => range … (fun j => point c [i; j])))` *)
Ltac distinct_points := repeat (apply points_range; intro); apply points_point.
(* closes `sum … (fun i => sum … (fun j => when c e)) = total (range … (fun i => range … (fun j => point c [i; j]))) f`,
   where f [i; j] computes to e; a sum without a condition has the points `point true [i; j]` *)
Ltac as_total := repeat (apply sum_as_total; intro); first [apply when_as_total; reflexivity | apply plain_as_total; reflexivity].
(* what it is to be a point of the domain: H : In p (range …) becomes the indices, their ranges and the condition *)
Ltac open_points H :=
  repeat (apply in_range in H; let i := fresh "i" in let B := fresh "B" in destruct H as (i & B & H));
  apply in_point in H; let C := fresh "C" in destruct H as [C ->].
(* turns the goal `In [a; b] (range … (fun i => range … (fun j => point c [i; j])))` into the bounds of a, those of b,
  and c = true *)
Ltac make_points_from rest :=
  lazymatch rest with
  | ?i :: ?more => apply in_range; exists i; split; [|make_points_from more]
  | [] => apply in_point; split; [|reflexivity]
  end.
Ltac make_points := lazymatch goal with |- In ?p _ => make_points_from p end.
